import json
from datetime import UTC, datetime, timedelta

import pytest

from patron.errors import UnknownCustomer
from patron.features import feature_columns
from patron.features.attribute import Attribute
from patron.features.count import Count
from patron.features.online import OnlineFeatures
from patron.features.total import Total
from patron.history import current_history, micros, read_history, unify
from patron.lake import Lake
from patron.live import LiveStore
from patron.live.stitch import Person
from patron.pipeline.publish import publish
from patron.schema import (
    ATTRIBUTES,
    CUSTOMERS,
    DECISIONS,
    HISTORY,
    IDENTIFIERS,
    INTERACTIONS,
    ITEMS,
    REASONS,
    SCORES,
)
from patron.service.found import find
from patron.service.known import compute_known

OLD = datetime(2024, 4, 1, tzinfo=UTC)
DAY = datetime(2024, 5, 1, tzinfo=UTC)
KNOWN = {"source": "till", "known_at": DAY}


@pytest.fixture
def store(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/live/shop.db")
    yield store
    store.close()


@pytest.fixture
def lake(tmp_path):
    """Return a lake where Ann bought tea twice, Bob bought ham, and Cyd nothing."""
    lake = Lake(tmp_path / "lake", threads=1)
    people = ("ann", "bob", "cyd")
    bought = [("3", "ann", DAY, "x"), ("2", "bob", DAY, "ham")]
    bought += [("1", "ann", DAY, "tea"), ("4", "ann", OLD, "tea")]
    row = {**KNOWN, "kind": "purchase", "actor": "customer"}
    lake.append(
        INTERACTIONS,
        INTERACTIONS.of(
            {**row, "interaction_id": number, "account": who, "occurred_at": at, "item": item}
            for number, who, at, item in bought
        ),
    )
    lake.append(
        CUSTOMERS, CUSTOMERS.of({**KNOWN, "account": who, "customer_id": who} for who in people)
    )
    lake.append(ITEMS, ITEMS.of([{"item": "ham"}, {"item": "tea"}, {"item": "soap"}]))
    unify(lake)
    return lake


def test_each_customer_gets_their_own_rows_in_order(lake, store):
    assert publish(lake, store, as_of=7, workspace="shop") == 2
    ann = store.customer("ann")
    assert ann.history.schema.names == list(HISTORY.columns)
    assert ann.history["interaction_id"].to_pylist() == ["4", "1", "3"]
    assert ann.items["item"].to_pylist() == ["tea"]
    assert store.customer("bob").items["item"].to_pylist() == ["ham"]


def test_who_did_nothing_is_left_out(lake, store):
    lake.append(
        IDENTIFIERS,
        IDENTIFIERS.of([{**KNOWN, "account": "cyd", "id_type": "card", "id_value": "3"}]),
    )
    publish(lake, store, as_of=7, workspace="shop")
    assert store.customer("cyd") is None
    assert store.find("card", "3") is None


def test_the_store_says_what_it_was_made_from(lake, store):
    publish(lake, store, as_of=7, workspace="shop")
    said = store.meta()
    assert (said.as_of, said.workspace, said.versions) == (7, "shop", lake.versions())


@pytest.mark.parametrize("rows_at_a_time", [1, 2, 3, 100])
def test_slices_of_any_size_give_the_same(lake, store, rows_at_a_time, monkeypatch):
    monkeypatch.setattr("patron.pipeline.publish.ROWS_AT_A_TIME", rows_at_a_time)
    assert publish(lake, store, as_of=7, workspace="shop") == 2
    rows = {
        who: store.customer(who).history["interaction_id"].to_pylist() for who in ("ann", "bob")
    }
    assert rows == {"ann": ["4", "1", "3"], "bob": ["2"]}


def test_facts_of_accounts_become_facts_of_customers(lake, store):
    fact = {**KNOWN, "account": "ann", "name": "income", "value": "high"}
    lake.append(ATTRIBUTES, ATTRIBUTES.of([{**fact, "known_at": OLD}]))
    publish(lake, store, as_of=7, workspace="shop")
    assert store.customer("ann").facts.to_pylist() == [
        {"customer_id": "ann", "name": "income", "value": "high", "known_at": DAY}
    ]
    assert store.customer("bob").facts.num_rows == 0


def test_an_identifier_names_a_customer_in_one_spelling_unless_it_is_shared(lake, store):
    given = [
        ("ann", "email", " Ann@Example.org"),
        ("ann", "phone", "555-1"),
        ("bob", "phone", "(555) 1"),
        ("bob", "card", "7"),
    ]
    lake.append(
        IDENTIFIERS,
        IDENTIFIERS.of(
            {**KNOWN, "account": who, "id_type": kind, "id_value": value}
            for who, kind, value in given
        ),
    )
    publish(lake, store, as_of=7, workspace="shop")
    assert store.find("email", "ann@example.org") == "ann"
    assert store.find("card", "7") == "bob"
    assert store.find("phone", "5551") is None


def decision(cutoff, offer, value, chosen):
    row = {"customer_id": "ann", "cutoff": cutoff, "offer": offer, "value": value}
    return {**row, "chosen": chosen}


def test_the_newest_decisions_are_stored_the_chosen_one_first(lake, store):
    lake.append(
        DECISIONS,
        DECISIONS.of(
            [
                decision(OLD, "old", 9.0, True),
                decision(DAY, "cheap", 1.0, False),
                decision(DAY, "best", 2.0, True),
                decision(DAY, "dear", 3.0, False),
            ]
        ),
    )
    publish(lake, store, as_of=7, workspace="shop")
    with store.snapshot() as snapshot:
        found = json.loads(snapshot.answers(["ann"])["ann"]["decisions"])
    assert [row["offer"] for row in found] == ["best", "dear", "cheap"]
    assert found[0] == {
        "cutoff": int(DAY.timestamp()) * 1_000_000,
        "offer": "best",
        "item": None,
        "type": None,
        "channel": None,
        "p": None,
        "cost": None,
        "value": 2.0,
        "refused_by": None,
        "chosen": True,
    }
    assert store.meta().answers == {"decisions": 1}


def test_the_best_of_the_newest_ranking_is_stored_with_its_reasons(lake, store):
    row = {"customer_id": "ann", "cutoff": DAY, "task": "next_offer"}
    scored = {**row, "model": "ranker"}
    lake.append(
        SCORES,
        SCORES.of(
            [
                {**scored, "item": "ham", "score": 0.25},
                {**scored, "item": "tea", "score": 0.5, "band": "high"},
                {**scored, "item": "soap", "score": 0.75, "cutoff": OLD},
                # Not about an item: computed when it is asked for.
                {**scored, "task": "churn", "score": 0.1},
            ]
        ),
    )
    told = {**row, "item": "tea", "sentence": "because", "contribution": 0.1}
    lake.append(
        REASONS,
        REASONS.of([{**told, "rank": 2, "idea": "second"}, {**told, "rank": 1, "idea": "first"}]),
    )
    publish(lake, store, as_of=7, workspace="shop")
    with store.snapshot() as snapshot:
        answers = snapshot.answers(["ann"])["ann"]
    assert list(answers) == ["next_offer"]
    best, second = json.loads(answers["next_offer"])
    assert (best["item"], best["score"], best["band"]) == ("tea", 0.5, "high")
    assert best["reasons"] == [
        {"idea": "first", "contribution": 0.1, "sentence": "because"},
        {"idea": "second", "contribution": 0.1, "sentence": "because"},
    ]
    assert (second["item"], second["reasons"]) == ("ham", [])


def test_an_empty_lake_makes_an_empty_store(store, tmp_path):
    assert publish(Lake(tmp_path / "empty"), store, as_of=7, workspace="shop") == 0
    assert store.meta().generation == 1


def merge(lake, moment):
    """Let bob turn out to be ann at a moment."""
    still = {**KNOWN, "known_until": None}
    held = [{**still, "account": who, "customer_id": who} for who in ("ann", "bob", "cyd")]
    held[1]["known_until"] = moment
    held.append({**still, "account": "bob", "customer_id": "ann", "known_at": moment})
    lake.replace(CUSTOMERS, CUSTOMERS.of(held))
    given = [("ann", "a@x.org"), ("bob", "b@x.org")]
    lake.append(
        IDENTIFIERS,
        IDENTIFIERS.of(
            {**KNOWN, "account": who, "id_type": "email", "id_value": v} for who, v in given
        ),
    )
    fact = {**KNOWN, "account": "bob", "name": "plan", "value": "7"}
    lake.append(ATTRIBUTES, ATTRIBUTES.of([fact]))
    unify(lake)


@pytest.mark.parametrize("learnt_after", [-1, 0, 1])
def test_of_a_merged_customer_only_who_it_is_now_is_published(lake, store, learnt_after):
    as_of = DAY + timedelta(days=1)
    merge(lake, as_of + timedelta(seconds=learnt_after))
    assert publish(lake, store, micros(as_of), workspace="shop") == 1
    assert store.customer("bob") is None
    found = find(store, ["bob", "ann", "email:b@x.org"], with_answers=True)
    assert (found.order, len(found.customers)) == (["ann"] * 3, 1)
    with pytest.raises(UnknownCustomer, match="no customer 'cyd'"):
        find(store, ["bob", "cyd"], with_answers=False)
    ann = store.customer("ann")
    assert sorted(ann.history["interaction_id"].to_pylist()) == ["1", "2", "3", "4"]
    assert ann.items["item"].to_pylist() == ["ham", "tea"]
    assert {store.find("email", f"{who}@x.org") for who in "ab"} == {"ann"}
    features = [
        Count(name="n", idea="how often", kind="purchase"),
        Total(name="ham", idea="how much", item="ham", column="amount"),
        Attribute(name="plan", attribute="plan", idea="who they are"),
    ]
    batch = current_history(read_history(lake), micros(as_of))
    rows = feature_columns(batch, features, [micros(as_of)], "customer")[3]
    live = compute_known([ann], OnlineFeatures(features), micros(as_of)).X
    assert live.tolist() == [[column[0] for column in rows.values()]] == [[4.0, 0.0, 7.0]]


def test_a_look_back_publishes_the_customers_there_were(lake, store):
    as_of = DAY + timedelta(days=1)
    merge(lake, as_of + timedelta(days=1))
    assert publish(lake, store, micros(as_of), "shop", links_learnt_since=False) == 2
    assert store.customer("bob").history["interaction_id"].to_pylist() == ["2"]
    assert store.customer("bob").facts["value"].to_pylist() == ["7"]
    assert store.find("email", "b@x.org") == "bob"


def test_what_cards_tell_is_published_with_sources_and_times(lake, store):
    given = {**KNOWN, "account": "ann", "id_type": "email", "id_value": " Ann@Example.org"}
    lake.append(IDENTIFIERS, IDENTIFIERS.of([given]))
    publish(lake, store, as_of=micros(DAY), workspace="shop")
    with store.snapshot() as snapshot:
        told = snapshot.cards([Person("ann", ("ann",), ())])["ann"]
    account = {"source": "till", "account": "ann", "known_at": micros(DAY)}
    assert told == {
        "customers": [{**account, "customer_id": "ann", "known_until": None}],
        "identifiers": [{**account, "id_type": "email", "id_value": "ann@example.org"}],
    }
