from datetime import UTC, datetime

import pytest

from patron.history import micros, show_current, unify
from patron.lake import Lake
from patron.pipeline.figures import make_figures
from patron.schema import CUSTOMERS, DECISIONS, INTERACTIONS, ITEMS, REASONS, SCORES

AS_OF = datetime(2024, 6, 30, tzinfo=UTC)


def bought(who, at, amount, item):
    row = {"source": "till", "account": who, "occurred_at": at, "known_at": at, "kind": "purchase"}
    return {
        **row,
        "interaction_id": f"{who}{at}",
        "actor": "customer",
        "amount": amount,
        "item": item,
    }


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Return a lake of three customers: ann is at risk, bob is not, cleo has no score."""
    lake = Lake(tmp_path_factory.mktemp("lake"), threads=1)
    may, june = datetime(2024, 5, 10, tzinfo=UTC), datetime(2024, 6, 10, tzinfo=UTC)
    rows = [bought("ann", may, 30.0, "tea"), bought("bob", june, 60.0, "tea")]
    rows.append(bought("cleo", datetime(2024, 1, 5, tzinfo=UTC), 10.0, "jam"))
    lake.append(INTERACTIONS, INTERACTIONS.of(rows))
    lake.append(ITEMS, ITEMS.of([{"item": "tea", "name": "Green tea", "margin": 0.5}]))
    known = {"source": "till", "known_at": may}
    people = [{**known, "account": who, "customer_id": who} for who in ("ann", "bob", "cleo")]
    lake.append(CUSTOMERS, CUSTOMERS.of(people))
    unify(lake)
    churn = {"cutoff": AS_OF, "task": "churn", "model": "m"}
    worth = {**churn, "task": "lifetime_value"}
    old = {**churn, "cutoff": may, "customer_id": "ann", "score": 0.99, "band": "low"}
    lake.replace(
        SCORES,
        SCORES.of(
            [
                old,
                {**churn, "customer_id": "ann", "score": 0.5, "band": "high"},
                {**churn, "customer_id": "bob", "score": 0.1, "band": "low"},
                {**worth, "customer_id": "ann", "score": 100.0, "band": "medium"},
                {**worth, "customer_id": "bob", "score": -20.0, "band": "low"},
            ]
        ),
    )
    offer = {"cutoff": AS_OF, "type": "retain", "channel": "phone", "cost": 1.0, "chosen": True}
    lake.replace(
        DECISIONS,
        DECISIONS.of(
            [
                {**offer, "customer_id": "ann", "offer": "call", "p": 0.5, "value": 9.0},
                {**offer, "customer_id": "bob", "offer": "tea", "item": "tea", "value": 2.0},
                {**offer, "customer_id": "cleo", "offer": "nothing", "value": 0.0},
            ]
        ),
    )
    why = {"cutoff": AS_OF, "idea": "i", "contribution": 0.1}
    lake.replace(
        REASONS,
        REASONS.of(
            [
                {**why, "customer_id": "ann", "task": "churn", "rank": 2, "sentence": "away long"},
                {**why, "customer_id": "ann", "task": "churn", "rank": 1, "sentence": "less risk"}
                | {"contribution": -0.3},
                {**why, "customer_id": "bob", "task": "next_offer", "item": "tea", "rank": 1}
                | {"sentence": "often bought"},
            ]
        ),
    )
    return lake


@pytest.fixture(scope="module")
def made(lake):
    with lake.connection() as connection:
        show_current(connection, micros(AS_OF))
        return make_figures(connection, micros(AS_OF))


def test_sums_are_those_of_all_customers(made):
    cells, _ = made
    assert cells.sums["customers"].sum() == 3


def test_the_list_names_who_is_offered_something_the_best_first_and_why(made):
    _, lines = made
    assert [(one.customer_id, one.offer, one.value) for one in lines] == [
        ("ann", "call", 9.0),
        ("bob", "tea", 2.0),
    ]
    # A reason to call is one that raises the risk; a reason for an item is that of the item.
    assert [one.why for one in lines] == ["away long", "often bought"]
    assert (lines[0].risk, lines[0].band, lines[0].expected) == (0.5, "high", 100.0)
    assert lines[1].item_name == "Green tea"


def test_a_lake_without_scores_still_has_figures(tmp_path):
    lake = Lake(tmp_path, threads=1)
    with lake.connection() as connection:
        show_current(connection, 0)
        cells, lines = make_figures(connection, 0)
    assert cells.sums["customers"].sum() == 0
    assert lines == ()
