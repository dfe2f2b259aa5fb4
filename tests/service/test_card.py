import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from patron.live import LiveStore
from patron.live.customer import Commons

ANN = f"c{1:016x}"


def said(card, part, label):
    """Return the value of the first field of a part that is called so."""
    return next(field["value"] for field in card[part] if field["label"] == label)


def test_the_card_has_seven_parts_each_field_with_source_and_time(client):
    card = client.get("/customers/household:1").json()
    parts = ("identity", "relationships", "current_activity", "history", "value", "flags")
    assert list(card)[:9] == ["customer_id", "as_of", "data_version", *parts]
    assert set(card["actions"][0]) == {"label", "value", "source", "known_at"}
    assert card["identity"][0] == {
        "label": "Customer",
        "value": ANN,
        "source": "till",
        "known_at": "2024-01-01T00:00:00Z",
    }
    assert said(card, "identity", "Email") == "ann@example.org"
    assert said(card, "identity", "Income") == "high"
    assert said(card, "relationships", "Accounts") == "1 account in 1 source: till 1"


def test_the_card_says_what_the_answers_say(client):
    card = client.get(f"/customers/{ANN}").json()
    answers = client.post("/score", json={"customer": ANN}).json()
    churn = answers["churn"]
    assert f"{churn['probability'] * 100:,.0f} %" in said(card, "flags", "Risk of leaving")
    worth = answers["lifetime_value"]["value"]
    assert said(card, "value", "Expected ahead").startswith(f"{worth:,.2f} EUR in the next 28 days")
    chosen = answers["next_best_offer"]["chosen"]
    assert said(card, "actions", "Suggested").startswith(chosen["offer"])
    told = [reason["sentence"] for reason in card["reasons"] if reason["task"] == "churn"]
    assert told == [reason["sentence"] for reason in churn["reasons"]]


@pytest.fixture
def own_store(client, shop, tmp_path):
    """Let the service answer from a store of the test's own, and return it."""
    from bentoml import get_current_service

    service = get_current_service()
    store = LiveStore(f"sqlite:///{tmp_path}/own.db")
    with shop.store.snapshot() as snapshot:
        [ann] = snapshot.customers([ANN])
        published = snapshot.published
    store.publish([ann], published.as_of, "shop", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "store", store)
        patch.setattr(service.scorer, "_store", store)
        yield store
    store.close()


def test_what_was_received_is_on_the_card_at_once(client, own_store):
    event = {
        "source": "web",
        "interaction_id": "1",
        "account": "visitor",
        "occurred_at": "2024-12-31T00:00:00Z",
        "kind": "purchase",
        "amount": 12.5,
        "identifiers": {"email": " Bo@Example.org"},
        "attributes": {"income": "low"},
        "consents": {"email": False},
    }
    assert client.post("/events", json={"events": [event]}).json()["accepted"] == [0]
    card = client.get("/customers/email:bo@example.org").json()
    assert said(card, "identity", "Email") == "bo@example.org"
    assert said(card, "identity", "Income") == "low"
    assert said(card, "relationships", "Accounts") == "1 account in 1 source: web visitor"
    assert said(card, "current_activity", "Last purchase") == "31 Dec 2024, today, 12.50 EUR"
    assert said(card, "actions", "Consent to email") == "refused"


def test_an_account_that_came_by_an_event_says_why_it_is_theirs(client, own_store):
    def event(number, account, **more):
        return {
            "source": "web",
            "interaction_id": number,
            "account": account,
            "occurred_at": "2024-12-31T00:00:00Z",
            "kind": "visit",
            "identifiers": {"email": "bo@example.org"},
            **more,
        }

    own_store.publish(
        own_store.customers([ANN]),
        own_store.meta().as_of,
        "shop",
        {},
        Commons(rules='{"trusted": ["email"]}'),
    )
    events = [event("1", "phone"), event("2", "tablet")]
    assert client.post("/events", json={"events": events}).json()["accepted"] == [0, 1]
    card = client.get("/customers/email:bo@example.org").json()
    assert said(card, "relationships", "One person") == "same email: web tablet, web phone"


def test_a_card_is_looked_at_without_deciding_anything(client, own_store):
    client.get(f"/customers/{ANN}")
    with own_store._engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM decisions")).scalar() == 0


def test_of_nobody_there_is_no_card(client):
    answer = client.get("/customers/household:nobody")
    assert answer.status_code == 404
    assert "'household:nobody'" in answer.json()["detail"]


def test_a_key_sees_the_cards_of_granted_customers_and_the_parts_that_it_may(client, key, audit):
    header = key("cards", customers=frozenset({ANN}), fields=frozenset({"customers.value"}))
    card = client.get(f"/customers/{ANN}", headers=header).json()
    assert set(card) == {"customer_id", "as_of", "value"}
    other = client.get(f"/customers/c{2:016x}", headers=header)
    nobody = client.get("/customers/c0", headers=header)
    assert (other.status_code, other.content) == (404, nobody.content)
    assert client.get(f"/customers/{ANN}", headers=key("score")).status_code == 403
    named = {**header, "x-request-id": "card-1"}
    client.get(f"/customers/{ANN}", headers=named)
    assert [one.action for one in audit(ANN) if one.request_id == "card-1"] == ["customers"]


def test_other_people_are_named_to_those_only_who_may_see_them(client, key, own_store):
    ann, bob = ANN, f"c{2:016x}"
    [customer] = own_store.customers([ann])
    related = {"source": "crm", "account": "1", "relation": "household", "known_at": 0}
    card = json.dumps({"relations": [{**related, "other": bob}]})
    own_store.publish([replace(customer, card=card)], own_store.meta().as_of, "shop", {})

    def household(**granted):
        header = key("cards", **granted)
        fields = client.get(f"/customers/{ann}", headers=header).json()["relationships"]
        return [field["value"] for field in fields if field["label"] == "Household"]

    assert household() == [bob]
    assert household(customers=frozenset({ann, bob})) == [bob]
    assert household(customers=frozenset({ann})) == []
    assert household(segment={"income": "high"}) == []


def test_the_card_is_as_of_now(client):
    card = client.get(f"/customers/{ANN}").json()
    assert datetime.fromisoformat(card["as_of"]) >= datetime(2024, 12, 31, tzinfo=UTC)
