import json
from dataclasses import replace

from patron.report import build_card
from patron.schema import OUTCOMES, RECEIPTS

TEA = {"offer": "tea", "item": "tea", "type": "replenish", "channel": "web"}
TEA |= {"p": 0.5, "cost": 1.0, "value": 2.0, "refused_by": None}
HAM = {**TEA, "offer": "ham", "item": None, "value": 1.5, "refused_by": "better offer"}
BOX = {**HAM, "offer": "box", "value": 8.0, "refused_by": "no consent"}
NOTHING = {**HAM, "offer": "nothing", "type": "nothing", "value": 0.0}


def receipt(moment, decision_id="d1", decided="2017-06-01", **told):
    chosen = {name: value for name, value in TEA.items() if name != "refused_by"}
    text = json.dumps({"candidates": [NOTHING, HAM, TEA, BOX], "chosen": chosen})
    row = {"decision_id": decision_id, "customer_id": "ann", "decided_at": moment(decided)}
    row |= {"valid_until": moment("2017-06-02"), "propensity": 1.0, "receipt": text}
    return {**row, **chosen, **told}


def outcome(moment, number, kind, amount=None):
    at = {"occurred_at": moment("2017-06-01"), "known_at": moment("2017-06-03")}
    return {"outcome_id": number, "decision_id": "d1", "kind": kind, "amount": amount, **at}


def fields(card):
    return [(field.label, field.value) for field in card.sections[6].fields][4:-2]


def test_the_last_answer_at_a_call_is_told_with_why_and_what_became_of_it(ann, as_of, moment):
    older = receipt(moment, "d0", "2017-05-30", offer="old")
    rows = RECEIPTS.of([older, receipt(moment), receipt(moment, "d9", customer_id="bob")])
    became = [outcome(moment, "1", "sent"), outcome(moment, "2", "bought", 4.0)]
    facts = replace(ann, receipts=rows, outcomes=OUTCOMES.of(became))
    taken = "50.0 % chance that they take it × 6.00 USD it brings − 1.00 USD cost = 2.00 USD"
    assert fields(build_card("ann", facts, as_of)) == [
        ("Answered at a call", "tea (replenish) for Earl Grey by web, held until 2 Jun 2017"),
        ("Why", f"{taken}, the most of 2 allowed offers"),
        ("Why not", "box (replenish) by web: the rule “no consent” refused it "
                    f"({taken.replace('6.00', '18.00').replace('2.00', '8.00')})"),
        ("Why not", "ham (replenish) by web: worth 0.50 USD less "
                    f"({taken.replace('6.00', '5.00').replace('2.00', '1.50')})"),
        ("What became of it", "sent on 1 Jun 2017 and bought on 1 Jun 2017 for 4.00 USD"),
    ]  # fmt: skip


def test_where_nothing_was_told_of_it_the_card_says_so(ann, as_of, moment, field_of):
    card = build_card("ann", replace(ann, receipts=RECEIPTS.of([receipt(moment)])), as_of)
    assert field_of(card, "What became of it").value == "nothing was told"
