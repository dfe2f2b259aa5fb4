import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patron.models.descent import ROWS_AT_ONCE, read_descent, sum_of_trees

QUIET = {"num_threads": 1, "verbosity": -1, "min_data_in_leaf": 2, "deterministic": True}


def rows(seed, n=300, k=5):
    """Return features that repeat values, hold zeros and are unknown here and there."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, k)).round(1)
    X[rng.random(X.shape) < 0.1] = 0.0
    X[rng.random(X.shape) < 0.15] = np.nan
    return X


def booster(X, rounds=8, **params):
    known = np.nan_to_num(X)
    y = known[:, 0] * known[:, 1] + known.sum(axis=1) + np.isnan(X[:, 0])
    told = {**QUIET, "objective": "l2", "num_leaves": 12, **params}
    return lightgbm.train(told, lightgbm.Dataset(X, y), rounds)


def both(fitted, X):
    """Return what we say of the rows and what LightGBM says."""
    ours = sum_of_trees(read_descent(fitted.model_to_string()), X)
    return ours, fitted.predict(X, raw_score=True, num_threads=1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40), st.sampled_from([np.float64, np.float32]))
def test_the_sum_is_that_of_lightgbm_to_the_bit(seed, leaves, kind):
    fitted, X = booster(rows(seed), num_leaves=leaves), rows(seed + 1).astype(kind)
    ours, theirs = both(fitted, X)
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("params", [{"zero_as_missing": True}, {"use_missing": False}])
def test_what_counts_as_unknown_goes_where_lightgbm_sends_it(params):
    fitted = booster(rows(0), **params)
    assert np.array_equal(*both(fitted, rows(1)))


def test_trees_of_a_single_leaf_count_too():
    X = rows(0)
    fitted = lightgbm.train(
        {**QUIET, "objective": "l2", "min_data_in_leaf": 1_000},
        lightgbm.Dataset(X, X[:, 0] * 0 + 3),
    )
    assert np.array_equal(*both(fitted, X[:3]))


def test_more_rows_than_are_led_together_are_all_led():
    fitted, X = booster(rows(0)), rows(1, n=2 * ROWS_AT_ONCE + 1)
    assert np.array_equal(*both(fitted, X))
    assert sum_of_trees(read_descent(fitted.model_to_string()), X[:0]).shape == (0,)
