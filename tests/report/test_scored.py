import numpy as np
import pyarrow as pa
import pytest

from patron.report.scored import scored
from patron.schema import SCORES


def test_customers_have_risk_value_and_stake(scores_of, as_of):
    found = scored(scores_of({"b": (0.5, 30.0, "high"), "a": (0.1, 200.0, "low")}), as_of)
    assert found.customers.to_pylist() == ["a", "b"]
    assert found.stake.tolist() == [pytest.approx(20.0), 15.0]
    assert found.bands.to_pylist() == ["low", "high"]


def test_a_missing_score_is_nan_and_keeps_the_customer(scores_of, as_of):
    found = scored(scores_of({"a": (0.5, None, None), "b": (None, 9.0, None)}), as_of)
    np.testing.assert_array_equal(found.risk, [0.5, np.nan])
    np.testing.assert_array_equal(found.value, [np.nan, 9.0])
    assert np.isnan(found.stake).all()


def test_an_expected_loss_is_not_at_stake(scores_of, as_of):
    assert scored(scores_of({"a": (0.5, -8.0, None)}), as_of).stake.tolist() == [0.0]


def test_the_last_cutoff_by_the_moment_counts(scores_of, moment):
    scores = pa.concat_tables(
        [
            scores_of({"a": (0.1, 1.0, None), "b": (0.1, 1.0, None)}, moment("2017-01-31")),
            scores_of({"a": (0.2, 2.0, None)}, moment("2017-02-28")),
            scores_of({"a": (0.3, 3.0, None)}, moment("2017-03-31")),
        ]
    )
    found = scored(scores, moment("2017-03-01"))
    assert (found.customers.to_pylist(), found.risk.tolist()) == (["a"], [0.2])


def test_scores_about_items_are_not_about_customers(moment, as_of):
    row = {"customer_id": "a", "cutoff": moment("2017-04-30"), "score": 0.5, "model": "m"}
    scores = SCORES.of([{**row, "task": "churn", "item": "tea"}])
    assert not scored(scores, as_of).has_risk


def test_no_scores_are_no_customers(as_of):
    found = scored(SCORES.empty(), as_of)
    assert (found.customers.to_pylist(), found.has_risk, found.has_value) == ([], False, False)
