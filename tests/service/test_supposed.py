from datetime import UTC, datetime

import pytest

from patron.service.problems import NotFit
from patron.service.questions import WhatIf, Why
from patron.service.supposed import NO_KEY, NO_RANKING, OF_ONE, supposed

NOW = datetime(2025, 1, 1, tzinfo=UTC)
EVENT = {
    "source": "web",
    "interaction_id": "1",
    "account": "anybody",
    "occurred_at": "2024-12-31T00:00:00Z",
    "kind": "purchase",
    "amount": 40.0,
}
KEY = {"source": "till", "interaction_id": "1"}


def errors(question):
    with pytest.raises(NotFit) as caught:
        supposed(question, NOW)
    return [(error["field"], error["message"]) for error in caught.value.errors]


def test_without_events_nothing_is_supposed():
    assert not supposed(WhatIf(customers=["ann", "bob"]), NOW)


def test_an_event_is_checked_as_where_it_is_told():
    [event] = supposed(WhatIf(customer="ann", events=[EVENT]), NOW).events
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
    why = Why(customer="ann", task="next_offer", without=[KEY], events=[EVENT])
    assert errors(why) == [("events", NO_RANKING), ("without", NO_RANKING)]


def test_what_is_taken_away_is_named_by_its_key():
    assert supposed(WhatIf(customer="ann", without=[KEY]), NOW).without == [("till", "1")]
    wrong = [KEY, "till:1", {**KEY, "more": "x"}, {"source": "till"}, {**KEY, "source": 1}]
    told = errors(WhatIf(customer="ann", without=wrong))
    assert told == [(f"without.{place}", NO_KEY) for place in (1, 2, 3, 4)]


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


def test_answers_are_as_if_a_touchpoint_had_never_been(client):
    asked = {"customer": "household:3"}
    page = client.get("/customers/household:3/timeline").json()["touchpoints"]
    keys = [{name: row[name] for name in KEY} for row in page if row["kind"] == "purchase"]
    before = client.post("/score", json=asked).json()
    less = client.post("/score", json={**asked, "without": keys[:3]}).json()
    assert less["lifetime_value"]["value"] != before["lifetime_value"]["value"]
    assert less["as_of"] == before["as_of"]
    assert less["next_best_offer"] is None
    # Taken away and told again, it is as it was.
    told = {**EVENT, **{name: page[0][name] for name in EVENT if name in page[0]}}
    beside = ("channel", "item", "quantity", "discount", "basket")
    told |= {name: page[0][name] for name in beside if page[0][name] is not None}
    both = client.post("/churn", json={**asked, "without": keys[:1], "events": [told]}).json()
    assert both["probability"] == before["churn"]["probability"]
    assert client.post("/churn", json=asked).json() == before["churn"]


def test_nobody_can_be_without_what_they_did_not_do(client):
    asked = {"customer": "household:1", "without": [{**KEY, "interaction_id": "another"}]}
    answer = client.post("/explain", json=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "without.0",
            "message": "is no interaction of this customer; their touchpoints say which there are",
        }
    ]
    many = client.post("/churn", json={**asked, "without": []}).json()
    assert many["errors"][0]["message"] == "must be a list of 1 to 1,000 interactions"
    row = client.post("/churn", json={"features": {}, "without": [KEY]}).json()
    assert [error["field"] for error in row["errors"]] == ["without"]
