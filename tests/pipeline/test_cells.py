import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from patron.history import micros, show_current, unify
from patron.lake import Lake
from patron.live.cells import Cells
from patron.pipeline.cells import SHARES, make_cells, places_of
from patron.schema import (
    CONSENTS,
    CUSTOMERS,
    DECISIONS,
    INTERACTIONS,
    ITEMS,
    OUTLOOK,
    REASONS,
    SCORES,
)

AS_OF = datetime(2024, 6, 30, tzinfo=UTC)
MAY, JUNE = datetime(2024, 5, 10, tzinfo=UTC), datetime(2024, 6, 10, tzinfo=UTC)
PEOPLE = ("ann", "bob", "cleo")


def did(who, at, kind="purchase", channel=None, **more):
    row = {"source": "till", "account": who, "occurred_at": at, "known_at": at, "kind": kind}
    key = f"{who}{at}{kind}"
    return {**row, "interaction_id": key, "actor": "customer", "channel": channel, **more}


def people(lake, rows):
    lake.append(INTERACTIONS, INTERACTIONS.of(rows))
    known = {"source": "till", "known_at": datetime(2024, 1, 1, tzinfo=UTC)}
    names = sorted({row["account"] for row in rows})
    told = [{**known, "account": who, "customer_id": who} for who in names]
    lake.append(CUSTOMERS, CUSTOMERS.of(told))
    unify(lake)


def cells_of(lake):
    with lake.connection() as connection:
        show_current(connection, micros(AS_OF))
        return make_cells(connection, micros(AS_OF))


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """Return the cells of three: ann is at risk, bob is not, cleo has no score."""
    lake = Lake(tmp_path_factory.mktemp("lake"), threads=1)
    rows = [
        did("ann", MAY, amount=30.0, item="tea"),
        # What we sent is not where somebody was seen.
        did("ann", JUNE, "contact", "mail", actor="company"),
        did("bob", MAY, "visit", "app"),
        did("bob", JUNE, amount=60.0, item="tea", channel="store"),
        did("cleo", datetime(2024, 1, 5, tzinfo=UTC), amount=10.0, channel="store"),
    ]
    people(lake, rows)
    lake.append(ITEMS, ITEMS.of([{"item": "tea", "margin": 0.5}]))
    churn = {"cutoff": AS_OF, "task": "churn", "model": "m"}
    worth = {**churn, "task": "lifetime_value", "cutoff": JUNE}
    told = [
        {**churn, "cutoff": MAY, "customer_id": "ann", "score": 0.99, "band": "low"},
        {**churn, "customer_id": "ann", "score": 0.5, "band": "high"},
        {**churn, "customer_id": "bob", "score": 0.1, "band": "low"},
        {**worth, "customer_id": "ann", "score": 100.0, "band": "medium"},
        {**worth, "customer_id": "bob", "score": -20.0, "band": "low"},
    ]
    lake.replace(SCORES, SCORES.of(told))
    offer = {"cutoff": AS_OF, "type": "retain", "channel": "phone", "cost": 1.0, "chosen": True}
    offers = [("ann", "call", 9.0), ("bob", "tea", 2.0), ("cleo", "nothing", 0.0)]
    chosen = [{**offer, "customer_id": who, "offer": o, "value": v} for who, o, v in offers]
    lake.replace(DECISIONS, DECISIONS.of(chosen))
    looked = {"cutoff": AS_OF, "historic": 15.0, "high_value": True}
    lake.replace(OUTLOOK, OUTLOOK.of([{**looked, "customer_id": "ann"}]))
    why = {"cutoff": AS_OF, "customer_id": "ann", "task": "churn", "sentence": "s"}
    reasons = [("taste", 0.05), ("how recently", 0.2), ("loyalty", -0.9)]
    drove = [
        {**why, "rank": rank, "idea": idea, "contribution": by}
        for rank, (idea, by) in enumerate(reasons)
    ]
    lake.replace(REASONS, REASONS.of(drove))
    said = {"source": "till", "channel": "phone", "granted": True, "known_at": MAY}
    consents = [{**said, "account": "ann"}, {**said, "account": "bob"}]
    consents.append({**said, "account": "bob", "granted": False, "known_at": JUNE})
    lake.append(CONSENTS, CONSENTS.of(consents))
    return cells_of(lake)


def test_who_is_alike_in_every_facet_is_in_one_cell(cells):
    rows = zip(*cells.facets.values(), strict=True)
    assert list(cells.facets) == ["risk", "value", "best", "seen", "why", "contact"]
    assert sorted(rows) == [
        # Of cleo nothing is known but where she was.
        ("", "", "", "store", "", ""),
        # Without a channel it is the source; of ideas, the one that raises the risk most.
        ("high", "medium", "yes", "till", "how recently", "yes"),
        # The later answer holds.
        ("low", "low", "", "store", "", "no"),
    ]


def test_sums_are_of_the_last_scoring(cells):
    total = cells.total(cells.fits({}))
    told = ("customers", "active", "scored", "leaving", "valued", "value", "stake", "spent")
    assert [float(total[name]) for name in told] == [3, 2, 2, 0.6, 2, 80.0, 50.0, 100.0]
    assert [float(total[name]) for name in ("known", "brought", "offers", "offered")] == [
        1,
        15.0,
        2,
        11.0,
    ]
    high = cells.total(cells.fits({"risk": "high"}))
    assert (high["customers"], high["stake"]) == (1, 50.0)
    assert total["risks"].tolist() == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]


def test_curves_and_months_add_up_to_the_same_money(cells):
    total = cells.total(cells.fits({}))
    assert total["spend_sum"].sum() == 100.0
    assert total["margin_sum"].sum() == 45.0
    assert total["contacts"].sum() == 2
    assert cells.months == ["2024-01", "2024-05", "2024-06"]
    assert total["bought"].tolist() == [10.0, 30.0, 60.0]
    assert total["buyers"].tolist() == [1, 1, 1]


def test_each_figure_says_up_to_when_it_was_known(cells):
    assert cells.moments == {
        "history": micros(AS_OF),
        "churn": micros(AS_OF),
        "lifetime_value": micros(JUNE),
        "outlook": micros(AS_OF),
        "decisions": micros(AS_OF),
    }


def test_the_rarest_of_many_values_are_one(tmp_path):
    lake = Lake(tmp_path, threads=1)
    rows = [
        did(f"p{n}-{more}", MAY + timedelta(minutes=n), channel=f"shop{n}")
        for n in range(12)
        for more in range(12 - n)
    ]
    people(lake, rows)
    seen = cells_of(lake).values("seen")
    assert seen == {**{f"shop{n}": 12 - n for n in range(8)}, "other": 4 + 3 + 2 + 1}


def test_equal_amounts_have_one_place_and_the_largest_the_first():
    assert places_of(np.array([5.0, 9.0, 5.0, 0.0])).tolist()[1] == 0
    places = places_of(np.repeat([3.0, 2.0, 1.0], 1000))
    assert len(set(places.tolist())) == 3
    assert places.max() < len(SHARES)
    assert places_of(np.zeros(0)).tolist() == []


def test_they_are_kept_as_json_without_loss(cells):
    again = Cells.of_json(cells.as_json())
    assert json.loads(again.as_json()) == json.loads(cells.as_json())
    assert again.total(again.fits({"seen": "store"}))["spent"] == 70.0
