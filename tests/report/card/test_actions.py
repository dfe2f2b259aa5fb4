from dataclasses import replace

from patron.report import build_card
from patron.schema import DECISIONS


def test_actions_have_the_choice_and_why_the_others_and_why_not_and_consents(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[6].fields] == [
        ("Suggested", "10 % off (retain) for Earl Grey by mail"),
        (
            "Why",
            "20.0 % chance that they would leave and it keeps them × 21.00 USD it brings "
            "− 1.00 USD cost = 3.20 USD, the most of 2 allowed offers",
        ),
        ("Why not", "ham box: the rule “contact limit” refused it (expected value 9.00 USD)"),
        ("Why not", "gold tea (up sell): worth 0.70 USD less (expected value 2.50 USD)"),
        ("Consent to e-mail", "refused"),
        ("Consent to mail", "given"),
    ]


def test_doing_nothing_is_an_action(ann, as_of, field_of, moment):
    same = {"customer_id": "ann", "cutoff": moment("2017-04-30")}
    nothing = {**same, "offer": "nothing", "value": 0.0, "chosen": True}
    rule = {**same, "offer": "letter", "value": 0.01, "refused_by": "floor", "chosen": False}
    alone = build_card("ann", replace(ann, decisions=DECISIONS.of([nothing])), as_of)
    assert field_of(alone, "Suggested").value == "nothing: leave in peace"
    assert field_of(alone, "Why").value == "there was no offer to make"
    assert field_of(alone, "Up-sell").value == "none open"
    both = build_card("ann", replace(ann, decisions=DECISIONS.of([nothing, rule])), as_of)
    assert field_of(both, "Why").value == ("no offer is both allowed and worth more than it costs")
    assert field_of(both, "Why not").value.startswith("letter: the rule “floor” refused it")
