from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pytest

from patron.models.timing import Timing
from patron.pipeline.outlook import Said, make_outlook
from patron.schema import OUTLOOK, SCORES
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.training import make_frame

HORIZONS = {"horizon": timedelta(20), "horizons": (timedelta(10),)}


class Halfway(Timing):
    """Of those to whom it happens, half do it in each half of the horizon."""

    def happened(self, X):
        return np.tile([0.5, 1.0], (len(X), 1))


@dataclass(frozen=True)
class Told:
    timing: Timing | None
    columns: tuple[str, ...] = ()


@pytest.fixture
def said(history_of, day):
    """Return what is said of ann, who buys and returns, bob and cem at the 1st of March 2024."""
    rows = [
        {"who": "ann", "at": "2024-01-01", "amount": 50.0},
        {"who": "ann", "at": "2024-01-09", "amount": 20.0, "kind": "return"},
        {"who": "bob", "at": "2024-01-01", "amount": 10.0},
        {"who": "cem", "at": "2024-02-01", "amount": 5.0},
        {"who": "cem", "at": "2024-03-02", "amount": 7000.0},
    ]
    history, moment = history_of(*rows), day("2024-03-01")

    def of(task, scores, timing=None):
        frame = make_frame(history, task, [], [moment], labelled=False)
        return Said(task, Told(timing), frame, np.array(scores))

    return history, moment, of


def test_past_and_future_are_added_up_as_margin_net_of_returns(said):
    history, moment, of = said
    value = LifetimeValue(name="value", horizon=timedelta(20), margin=0.5)
    told = make_outlook(history, [of(value, [10.0, 80.0, 10.0])], moment).to_pylist()

    assert [(row["customer_id"], row["historic"], row["total"]) for row in told] == [
        ("ann", 15.0, 25.0),
        ("bob", 5.0, 85.0),
        ("cem", 2.5, 12.5),
    ]
    assert [row["high_value"] for row in told] == [False, True, False]
    assert {row["next_purchase_at"] for row in told} == {None}


def test_who_is_likelier_to_buy_is_expected_sooner(said, day):
    history, moment, of = said
    churn = Churn(name="churn", active_within=timedelta(90), **HORIZONS)
    timing = Halfway((10.0, 20.0), (10.0,), False, None)
    told = make_outlook(history, [of(churn, [0.0, 0.5, 0.8], timing)], moment).to_pylist()

    assert [row["churn_10d"] for row in told] == pytest.approx([0.5, 0.75, 0.9])
    assert [row["days_to_purchase"] for row in told] == [10.0, 15.0, 18.0]
    at = [row["next_purchase_at"] for row in told]
    assert [f"{one:%Y-%m-%d}" if one else None for one in at] == ["2024-03-11", "2024-03-21", None]
    assert {row["high_value"] for row in told} == {None}


def test_the_end_of_a_contract_is_no_purchase(said):
    history, moment, of = said
    churn = Churn(name="churn", ends_with="return", **HORIZONS)
    timing = Halfway((10.0, 20.0), (10.0,), True, None)
    told = make_outlook(history, [of(churn, [0.6, 0.2], timing)], moment).to_pylist()

    assert [row["customer_id"] for row in told] == ["bob", "cem"]
    assert [row["churn_10d"] for row in told] == pytest.approx([0.3, 0.1])
    assert {row["days_to_purchase"] for row in told} == {None}


def test_nothing_said_is_no_outlook(said):
    history, moment, _ = said
    assert make_outlook(history, [], moment).num_rows == 0


def test_scoring_tells_the_outlook_of_everybody_scored(shop):
    told = shop.workspace.lake.read(OUTLOOK)
    scores = shop.workspace.lake.read(SCORES).to_pylist()
    asked = {row["customer_id"] for row in scores if row["item"] is None}

    assert set(told["customer_id"].to_pylist()) == asked
    row = max(told.to_pylist(), key=lambda row: row["predicted"] or 0)
    assert row["high_value"]
    assert row["total"] == row["historic"] + row["predicted"]
