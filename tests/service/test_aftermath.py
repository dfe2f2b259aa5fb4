"""Decisions over HTTP: remembered, replayed, explained, and what became of them."""

import json

import pytest

from patron.service.aftermath import explain_choice


@pytest.fixture
def ask(client):
    def run(**body):
        return client.post("/next_best_offer", json={"customer": "household:1", **body}).json()

    return run


def test_a_decision_is_replayed_to_the_same_bytes(client, ask):
    said = ask()
    address = f"/decisions/{said['decision_id']}"
    receipts = [client.get(address) for _ in range(2)]
    assert receipts[0].content == receipts[1].content
    receipt = receipts[0].json()
    assert (receipt["decision_id"], receipt["customer_id"]) == (
        said["decision_id"],
        said["customer_id"],
    )
    assert receipt["chosen"] == said["chosen"]
    score = client.post("/score", json={"customer": "household:1"}).json()
    assert score["next_best_offer"] == said


def test_why_not_is_answered_from_the_receipt(client):
    said = client.post("/next_best_offer", json={"customer": "household:2"}).json()
    told = client.get(f"/decisions/{said['decision_id']}", params={"offer": "voucher"}).json()
    assert (told["offer"], told["chosen"]) == ("voucher", False)
    assert told["sentence"] == (
        "voucher (item4) was not offered because the rule 'not worth it' refused it."
    )


def test_a_contact_is_reserved_for_one(ask):
    told = [ask(contact=True)["contact"] for _ in range(2)]
    assert told == [
        {"reserved": True, "refused_by": None},
        {"reserved": False, "refused_by": "contacted already"},
    ]
    assert ask()["contact"] is None


def test_an_outcome_ends_the_decision_and_bad_ones_are_refused_alone(client, ask):
    first = ask()
    told = {"decision_id": first["decision_id"], "kind": "rejected"}
    sent = {"outcomes": [told, {**told, "decision_id": "d1"}, {**told, "kind": "liked"}]}
    noted = client.post("/outcomes", json=sent).json()
    assert (noted["recorded"], noted["repeated"]) == ([0], [])
    assert [one["index"] for one in noted["refused"]] == [1, 2]
    assert client.post("/outcomes", json={"outcomes": [told]}).json()["repeated"] == [0]
    assert ask()["decision_id"] != first["decision_id"]


@pytest.mark.parametrize("decision_id", ["d" + "0" * 24, "nobody", "d1%00"])
def test_a_decision_that_is_not_there_is_a_404(client, decision_id):
    answer = client.get(f"/decisions/{decision_id}")
    assert answer.status_code == 404


@pytest.mark.parametrize("body", [{}, {"outcomes": []}, {"outcomes": 7}])
def test_outcomes_that_are_no_list_are_a_422(client, body):
    assert client.post("/outcomes", json=body).status_code == 422


def test_what_was_drawn_at_random_is_said_to_be():
    row = {"offer": "tea", "item": None, "value": 2.0, "refused_by": "better offer"}
    chosen = {"offer": "rum", "item": None, "value": 1.0}
    receipt = {"decision_id": "d", "customer_id": "ann", "candidates": [row], "chosen": chosen}
    told = explain_choice(json.dumps(receipt), "tea")
    assert told.sentence == "tea was not offered because rum was drawn at random instead."
