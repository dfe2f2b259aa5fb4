import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from patron.models.branches import read_branches
from patron.models.patterns import MOST_NODES, few_shapley_values, read_patterns


def patterns_of(fitted):
    return read_patterns(read_branches(fitted.model_to_string()))


def compared(fitted, X):
    """Return our contributions and those of LightGBM."""
    ours = few_shapley_values(patterns_of(fitted), X)
    return ours, fitted.predict(X, pred_contrib=True, num_threads=1)[:, :-1]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 40))
def test_contributions_are_those_of_lightgbm(rows, booster, seed, leaves):
    X = rows(seed)
    np.testing.assert_allclose(
        *compared(booster(X, num_leaves=leaves), X[:20]), rtol=1e-9, atol=1e-12
    )


def test_paths_of_more_terms_than_one_turn_takes_are_exact(rows, booster):
    X = rows(1, n=2_000, k=20)
    fitted = booster(X, rounds=3, num_leaves=200)
    assert patterns_of(fitted).branches.turns.max() > 1
    np.testing.assert_allclose(*compared(fitted, X[:5]), rtol=1e-9, atol=1e-12)


def test_zero_is_unknown_where_the_trees_take_it_for_that(rows, booster):
    X = rows(2)
    fitted = booster(X, zero_as_missing=True)
    np.testing.assert_allclose(*compared(fitted, X[:50]), rtol=1e-9, atol=1e-12)


def test_trees_without_a_split_add_nothing(booster):
    X = np.zeros((100, 2))
    fitted = booster(X, X[:, 0] + 1, rounds=2)
    assert few_shapley_values(patterns_of(fitted), X[:1]).tolist() == [[0.0, 0.0]]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.booleans())
def test_a_table_says_to_the_bit_what_the_tree_does(rows, booster, seed, zero_as_missing):
    X = rows(seed)
    fitted = booster(X, num_leaves=MOST_NODES + 1, zero_as_missing=zero_as_missing)
    patterns = patterns_of(fitted)
    assert patterns.begins.min() >= 0
    walked = patterns._replace(begins=np.full_like(patterns.begins, -1))
    by_table, by_tree = (few_shapley_values(one, X[:20]) for one in (patterns, walked))
    assert by_table.tobytes() == by_tree.tobytes()


def test_trees_of_more_nodes_have_no_table(rows, booster):
    patterns = patterns_of(booster(rows(4), num_leaves=MOST_NODES + 2))
    assert patterns.begins.tolist() == [-1] * 8
    assert patterns.table.size == 0


def test_a_row_is_answered_alone_as_among_others(rows, booster):
    X = rows(3)
    patterns = patterns_of(booster(X))
    few = few_shapley_values(patterns, X[:4])
    for row in range(4):
        assert few_shapley_values(patterns, X[row : row + 1])[0].tolist() == few[row].tolist()
