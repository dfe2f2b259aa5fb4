import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patron.models.descent import ROWS_AT_ONCE, read_descent, sum_of_trees


def both(fitted, X):
    """Return what we say of the rows and what LightGBM says."""
    ours = sum_of_trees(read_descent(fitted.model_to_string()), X)
    return ours, fitted.predict(X, raw_score=True, num_threads=1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40), st.sampled_from([np.float64, np.float32]))
def test_the_sum_is_that_of_lightgbm_to_the_bit(rows, booster, seed, leaves, kind):
    fitted, X = booster(rows(seed), num_leaves=leaves), rows(seed + 1).astype(kind)
    ours, theirs = both(fitted, X)
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("params", [{"zero_as_missing": True}, {"use_missing": False}])
def test_what_counts_as_unknown_goes_where_lightgbm_sends_it(rows, booster, params):
    fitted = booster(rows(0), **params)
    assert np.array_equal(*both(fitted, rows(1)))


def test_trees_of_a_single_leaf_count_too(rows, booster):
    X = rows(0)
    fitted = booster(X, np.full(len(X), 3.0), min_data_in_leaf=1_000)
    assert np.array_equal(*both(fitted, X[:3]))


def test_more_rows_than_are_led_together_are_all_led(rows, booster):
    fitted, X = booster(rows(0)), rows(1, n=2 * ROWS_AT_ONCE + 1)
    assert np.array_equal(*both(fitted, X))
    assert sum_of_trees(read_descent(fitted.model_to_string()), X[:0]).shape == (0,)
