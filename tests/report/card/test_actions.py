from dataclasses import replace

from patron.report import build_card
from patron.schema import DECISIONS


def test_actions_have_the_choice_the_others_and_consents(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[6].fields] == [
        ("Suggested", "10 % off (retain) for Earl Grey by mail: expected value 3.20 USD"),
        ("Not chosen", "ham box: 9.00 USD, refused by contact limit"),
        ("Not chosen", "gold tea (up sell): 2.50 USD, another was worth more"),
        ("Consent to e-mail", "refused"),
        ("Consent to mail", "given"),
    ]


def test_doing_nothing_is_an_action(ann, as_of, field_of, moment):
    nothing = {
        "customer_id": "ann",
        "cutoff": moment("2017-04-30"),
        "offer": "nothing",
        "value": 0.0,
        "chosen": True,
    }
    card = build_card("ann", replace(ann, decisions=DECISIONS.of([nothing])), as_of)
    assert field_of(card, "Suggested").value == "nothing: leave in peace"
    assert field_of(card, "Up-sell").value == "none open"
