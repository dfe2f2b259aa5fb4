from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from patron.errors import ModelError
from patron.features.count import Count
from patron.training.draws import DRAWN, Draws, make_drawn

TRIAL = Draws(name="trial", horizon=timedelta(days=7))
BOUGHT = [Count(name="bought", idea="how often they buy", kind="purchase")]


def drawn(*rows):
    names = ("customer_id", "occurred_at", "offer", "propensity")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], DRAWN)


@pytest.fixture
def shop(history_of, day):
    """Ann buys before and after the draw, bob only before it, cem only a month later."""
    rows = [
        {"who": "ann", "at": "2024-01-01"},
        {"who": "ann", "at": "2024-03-06", "amount": 5.0},
        {"who": "bob", "at": "2024-01-02"},
        {"who": "bob", "at": "2024-02-01"},
        {"who": "cem", "at": "2024-04-05"},
    ]
    return history_of(*rows)


def test_features_are_of_before_the_draw_and_outcomes_of_after_it(shop, day):
    at = day("2024-03-04T05:00")
    rows = [("ann", at, "tea", 0.6), ("bob", at, "none", 0.4), ("cem", at, None, 0.4)]
    found = make_drawn(shop, TRIAL, drawn(*rows), BOUGHT)
    assert found.offers == ("tea",)
    experiment = found.experiment
    assert experiment.treatment.tolist() == [1, 0, 0]
    assert experiment.y.tolist() == [1, 0, 0]
    assert experiment.propensity.tolist() == [0.6, 0.4, 0.4]
    assert experiment.X[:2].tolist() == [[1], [2]]
    assert set(found.cutoff) == {day("2024-03-04")}


def test_the_outcome_may_be_money(shop, day):
    at = day("2024-03-04T05:00")
    rows = [("ann", at, "tea", 0.6), ("bob", at, "none", 0.4)]
    found = make_drawn(shop, TRIAL.model_copy(update={"outcome": "margin"}), drawn(*rows), BOUGHT)
    assert found.experiment.y.tolist() == [5, 0]


def test_draws_that_are_not_over_or_contradict_each_other_are_left_out(shop, day):
    at, late = day("2024-03-04T05:00"), day("2024-04-01")
    rows = [
        ("ann", at, "tea", 0.6),
        ("bob", at, "none", 0.4),
        ("bob", late, "tea", 0.6),
        ("cem", at, "tea", 0.6),
        ("cem", at + 1, "none", 0.4),
    ]
    found = make_drawn(shop, TRIAL, drawn(*rows), BOUGHT)
    assert found.experiment.customers.tolist() == [0, 1]


def test_without_a_hold_out_there_is_no_experiment(shop, day):
    at = day("2024-03-04T05:00")
    with pytest.raises(ModelError, match=r"trial: 1 draws of kind .* some with 'none'"):
        make_drawn(shop, TRIAL, drawn(("ann", at, "tea", 1.0)), BOUGHT)


def test_the_newest_days_are_those_that_judge(shop, day):
    days = [day(f"2024-03-0{n}T05:00") for n in (1, 2, 3, 4)]
    rows = [(who, at, "tea", 0.5) for at in days for who in ("ann",)]
    rows += [("bob", at, "none", 0.5) for at in days]
    found = make_drawn(shop, TRIAL, drawn(*rows), BOUGHT)
    newest = found.newest(0.25)
    assert np.count_nonzero(newest) == 2
    assert set(found.rows(newest).cutoff) == {day("2024-03-04")}
