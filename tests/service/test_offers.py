import json

from patron.live.decisions import Decision
from patron.service.decider import Decided
from patron.service.offers import explain_offer, next_best_offer, told_items
from patron.service.records import Contact, Offer, Reason, RunnerUp

VOUCHER = {"offer": "voucher", "item": "tea", "type": "retain", "channel": "mail", "p": 0.5}
VOUCHER |= {"cost": 1.0, "value": 2.0}
NOTHING = {"offer": "nothing", "item": None, "type": "nothing", "channel": None, "p": None}
NOTHING |= {"cost": 0.0, "value": 0.0}
REASON = {"idea": "habit", "contribution": 0.25, "sentence": "bought tea 3 times"}
RECEIPT = {
    "decision_id": "d1",
    "customer_id": "ann",
    "as_of": "2024-05-01T00:00:00Z",
    "decided_at": "2024-06-01T00:00:00Z",
    "valid_until": "2024-06-02T00:00:00Z",
    "versions": {"data_version": 3},
    "chosen": VOUCHER,
    "candidates": [
        {**NOTHING, "refused_by": "better offer"},
        {**VOUCHER, "refused_by": None},
        {**VOUCHER, "item": "ham", "value": 9.0, "refused_by": "floor"},
    ],
    "propensity": 1.0,
    "reasons": [REASON],
    "model": "ranker",
    "currency": "EUR",
}
DECISION = Decision("d1", "ann", "next_best_offer", 1, 2, json.dumps(RECEIPT))


def ranked(*items):
    rows = [{"item": item, "score": 0.5, "model": "ranker", "reasons": [REASON]} for item in items]
    return json.dumps(rows)


def stored(chosen):
    return json.dumps([{**chosen, "chosen": True, "refused_by": None}])


def test_a_decision_is_answered_from_its_receipt():
    answer = next_best_offer("anna", Decided(DECISION, reserved=False, refused_by="email limit"))
    assert (answer.customer_id, answer.decision_id, answer.data_version) == ("anna", "d1", 3)
    assert answer.chosen == Offer(**VOUCHER)
    # The most valuable first.
    assert answer.runner_ups == [
        RunnerUp(**{**VOUCHER, "item": "ham", "value": 9.0}, refused_by="floor"),
        RunnerUp(**NOTHING, refused_by="better offer"),
    ]
    assert answer.contact == Contact(reserved=False, refused_by="email limit")
    assert (answer.reasons, answer.model, answer.propensity) == ([Reason(**REASON)], "ranker", 1.0)


def test_who_asks_for_no_contact_is_told_of_none():
    assert next_best_offer("ann", Decided(DECISION)).contact is None


def test_each_ranked_item_has_its_reasons():
    told = told_items({"next_offer": ranked("ham", "tea")})
    assert told == {item: {"reasons": [REASON], "model": "ranker"} for item in ("ham", "tea")}
    assert told_items({}) == {}


def test_the_chosen_item_is_explained_else_the_likeliest():
    [chosen] = explain_offer({"decisions": stored(VOUCHER), "next_offer": ranked("ham", "tea")})
    [likeliest] = explain_offer({"next_offer": ranked("ham", "tea")})
    assert (chosen.item, likeliest.item) == ("tea", "ham")
    assert chosen.contributions == [Reason(**REASON)]
    assert (chosen.answer, chosen.base, chosen.rest) == (0.5, None, None)


def test_nothing_ranked_is_nothing_to_explain():
    assert explain_offer({"decisions": stored(VOUCHER)}) == []
