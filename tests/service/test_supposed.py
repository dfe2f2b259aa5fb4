from datetime import UTC, datetime

import pytest

from patron.service.problems import NotFit
from patron.service.questions import WhatIf, Why
from patron.service.supposed import NO_RANKING, OF_ONE, supposed

NOW = datetime(2025, 1, 1, tzinfo=UTC)
EVENT = {
    "source": "web",
    "interaction_id": "1",
    "account": "anybody",
    "occurred_at": "2024-12-31T00:00:00Z",
    "kind": "purchase",
    "amount": 40.0,
}


def errors(question):
    with pytest.raises(NotFit) as caught:
        supposed(question, NOW)
    return [(error["field"], error["message"]) for error in caught.value.errors]


def test_without_events_nothing_is_supposed():
    assert supposed(WhatIf(customers=["ann", "bob"]), NOW) == []


def test_an_event_is_checked_as_where_it_is_told():
    [event] = supposed(WhatIf(customer="ann", events=[EVENT]), NOW)
    assert event.row["amount"] == 40.0
    wrong = [EVENT, {**EVENT, "amount": "40"}, {}]
    assert errors(WhatIf(customer="ann", events=wrong)) == [
        ("events.1", "amount must be a number."),
        ("events.2", "source is missing."),
    ]


def test_what_cannot_be_supposed_is_refused():
    assert errors(WhatIf(customers=["ann"], events=[EVENT])) == [("events", OF_ONE)]
    why = Why(customer="ann", task="next_offer", events=[EVENT])
    assert errors(why) == [("events", NO_RANKING)]


@pytest.mark.parametrize("address", ["churn", "lifetime_value", "score", "explain"])
def test_events_that_are_none_are_named_in_the_answer(client, address):
    asked = {"customer": "household:1", "events": [{**EVENT, "kind": None}]}
    answer = client.post(f"/{address}", json=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "events.0", "message": "kind is missing."}]


def test_an_offer_is_not_decided_on_as_if_something_had_happened(client):
    asked = {"customer": "household:1", "events": [EVENT]}
    answer = client.post("/next_best_offer", json=asked)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["events"]
    assert client.post("/score", json=asked).json()["next_best_offer"] is None


def test_answers_are_as_if_it_had_happened_and_nothing_stays(client):
    asked = {"customer": "household:3"}
    before = client.post("/score", json=asked).json()
    bought = [{**EVENT, "interaction_id": str(n)} for n in range(3)]
    what_if = client.post("/score", json={**asked, "events": bought}).json()
    assert what_if["lifetime_value"]["value"] != before["lifetime_value"]["value"]
    assert what_if["as_of"] == before["as_of"]
    why = client.post("/explain", json={**asked, "events": bought}).json()["explanations"]
    assert [one["task"] for one in why] == ["churn", "lifetime_value"]
    assert [one["answer"] for one in why] == [
        what_if["churn"]["probability"],
        what_if["lifetime_value"]["value"],
    ]
    assert client.post("/churn", json=asked).json() == before["churn"]
