import lightgbm
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from patron.models.branches import read_branches
from patron.models.patterns import MOST_NODES, few_shapley_values, read_patterns

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


def patterns_of(fitted):
    return read_patterns(read_branches(fitted.model_to_string()))


def compared(fitted, X):
    """Return our contributions and those of LightGBM."""
    ours = few_shapley_values(patterns_of(fitted), X)
    return ours, fitted.predict(X, pred_contrib=True, num_threads=1)[:, :-1]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 40))
def test_contributions_are_those_of_lightgbm(seed, leaves):
    X = rows(seed)
    np.testing.assert_allclose(
        *compared(booster(X, num_leaves=leaves), X[:20]), rtol=1e-9, atol=1e-12
    )


def test_paths_of_more_terms_than_one_turn_takes_are_exact():
    X = rows(1, n=2_000, k=20)
    fitted = booster(X, rounds=3, num_leaves=200)
    assert patterns_of(fitted).branches.turns.max() > 1
    np.testing.assert_allclose(*compared(fitted, X[:5]), rtol=1e-9, atol=1e-12)


def test_zero_is_unknown_where_the_trees_take_it_for_that():
    X = rows(2)
    fitted = booster(X, zero_as_missing=True)
    np.testing.assert_allclose(*compared(fitted, X[:50]), rtol=1e-9, atol=1e-12)


def test_trees_without_a_split_add_nothing():
    X = np.zeros((100, 2))
    fitted = lightgbm.train({**QUIET, "objective": "l2"}, lightgbm.Dataset(X, X[:, 0] + 1), 2)
    assert few_shapley_values(patterns_of(fitted), X[:1]).tolist() == [[0.0, 0.0]]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.booleans())
def test_a_table_says_to_the_bit_what_the_tree_does(seed, zero_as_missing):
    X = rows(seed)
    fitted = booster(X, num_leaves=MOST_NODES + 1, zero_as_missing=zero_as_missing)
    patterns = patterns_of(fitted)
    assert patterns.begins.min() >= 0
    walked = patterns._replace(begins=np.full_like(patterns.begins, -1))
    by_table, by_tree = (few_shapley_values(one, X[:20]) for one in (patterns, walked))
    assert by_table.tobytes() == by_tree.tobytes()


def test_trees_of_more_nodes_have_no_table():
    patterns = patterns_of(booster(rows(4), num_leaves=MOST_NODES + 2))
    assert patterns.begins.tolist() == [-1] * 8
    assert patterns.table.size == 0


def test_a_row_is_answered_alone_as_among_others():
    X = rows(3)
    patterns = patterns_of(booster(X))
    few = few_shapley_values(patterns, X[:4])
    for row in range(4):
        assert few_shapley_values(patterns, X[row : row + 1])[0].tolist() == few[row].tolist()
