from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patron.models import shapley
from patron.models.paths import read_forest
from patron.models.shapley import shapley_values

SEEDS = st.integers(0, 10_000)


def compared(fitted, X, threads=1):
    """Return our contributions and those of LightGBM, the base last in both."""
    forest = read_forest(fitted.model_to_string())
    ours, _ = shapley_values(forest, X, threads)
    theirs = fitted.predict(X, pred_contrib=True, num_threads=1)
    return np.column_stack([ours, np.full(len(X), forest.base)]), theirs


def same(pair):
    np.testing.assert_allclose(*pair, rtol=1e-9, atol=1e-12)


def worth(tree, known, row):
    """Return the mean of a dumped tree, given the known features of a row, by walking it."""
    if "leaf_value" in tree:
        return tree["leaf_value"]
    if tree["split_feature"] in known:
        side = "left" if row[tree["split_feature"]] <= tree["threshold"] else "right"
        return worth(tree[f"{side}_child"], known, row)
    sides = tree["left_child"], tree["right_child"]
    counts = [side.get("leaf_count", side.get("internal_count")) for side in sides]
    worths = [worth(side, known, row) for side in sides]
    return np.average(worths, weights=counts)


def by_definition(tree, row):
    """Return the Shapley values of one row, from all coalitions of its features."""
    everything, values = range(len(row)), np.zeros(len(row))
    for feature in everything:
        others = [other for other in everything if other != feature]
        for size in range(len(others) + 1):
            chance = factorial(size) * factorial(len(others) - size) / factorial(len(row))
            for known in combinations(others, size):
                gain = worth(tree, {*known, feature}, row) - worth(tree, set(known), row)
                values[feature] += chance * gain
    return values


def test_they_are_the_shapley_values_of_the_definition(booster):
    X = np.random.default_rng(0).normal(size=(200, 4))
    fitted = booster(X, rounds=1)
    tree = fitted.dump_model()["tree_info"][0]["tree_structure"]
    ours, _ = shapley_values(read_forest(fitted.model_to_string()), X[:5])
    np.testing.assert_allclose(ours, [by_definition(tree, row) for row in X[:5]], atol=1e-12)


@given(SEEDS)
@settings(max_examples=15)
def test_they_are_those_of_lightgbm_and_sum_to_the_raw_score(rows, booster, seed):
    fitted, X = booster(rows(seed)), rows(seed + 1)
    ours, theirs = compared(fitted, X)
    same((ours, theirs))
    np.testing.assert_allclose(ours.sum(axis=1), fitted.predict(X), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("params", [{"use_missing": False}, {"zero_as_missing": True}])
def test_whatever_unknown_means(rows, booster, params):
    same(compared(booster(rows(0), **params), rows(1)))


def test_nothing_was_unknown_when_the_trees_learnt(rows, booster):
    fitted = booster(np.nan_to_num(rows(0), nan=1.0))
    same(compared(fitted, rows(1)))


def test_a_path_asks_about_one_feature_many_times(rows, booster):
    fitted = booster(rows(0, k=2), num_leaves=60)
    assert fitted.trees_to_dataframe()["node_depth"].max() > 8
    same(compared(fitted, rows(1, k=2)))


def long_paths(booster, terms=20):
    """Return trees whose longest path has so many terms: which bit is the first that is set."""
    X = (np.random.default_rng(0).random((3_000, terms)) < 0.25).astype(float)
    first = np.where(X.any(axis=1), X.argmax(axis=1), terms)
    return booster(X, first**2.0, num_leaves=terms + 1, min_data_in_leaf=1), X


def test_a_path_with_more_terms_than_a_table_takes(booster):
    fitted, X = long_paths(booster)
    terms = np.diff(read_forest(fitted.model_to_string()).paths.terms)
    assert terms.min() < shapley.MOST_TERMS < terms.max()
    same(compared(fitted, X))


@pytest.mark.parametrize("n", [0, 1, 2, 17])
def test_few_rows_are_worked_out_without_tables(rows, booster, n):
    fitted, X = booster(rows(0)), rows(1)
    ours, _ = shapley_values(read_forest(fitted.model_to_string()), X[:n])
    whole, _ = compared(fitted, X)
    np.testing.assert_allclose(ours, whole[:n, :-1], rtol=1e-12, atol=1e-14)


def test_threads_and_parts_change_no_bit(rows, booster, monkeypatch):
    forest, X = read_forest(booster(rows(0)).model_to_string()), rows(1)
    alone = shapley_values(forest, X)
    monkeypatch.setattr(shapley, "LEAST_ROWS", 20)
    monkeypatch.setattr(shapley, "MOST_ROWS", 50)
    for part, whole in zip(shapley_values(forest, X, threads=3), alone, strict=True):
        assert np.array_equal(part, whole)


@given(SEEDS, st.integers(2, 20), st.sampled_from([0, 1, 2, 17, 300]))
@settings(max_examples=25, deadline=None)
def test_the_sum_is_that_of_lightgbm_to_the_bit(rows, booster, seed, leaves, n):
    fitted, X = booster(rows(seed), num_leaves=leaves), rows(seed + 1)[:n]
    _, total = shapley_values(read_forest(fitted.model_to_string()), X)
    theirs = fitted.predict(X, raw_score=True, num_threads=1) if n else []
    assert total.tolist() == list(theirs)


@pytest.mark.parametrize("leaves", [5, 11])
@pytest.mark.parametrize("unknown", [{}, {"use_missing": False}, {"zero_as_missing": True}])
def test_it_is_the_same_whether_leaves_or_ways_to_decide_are_looked_up(
    monkeypatch, rows, booster, leaves, unknown
):
    fitted, X = booster(rows(0), num_leaves=leaves, **unknown), rows(1, n=3_000)
    forest = read_forest(fitted.model_to_string())
    by_way = shapley_values(forest, X)
    monkeypatch.setattr(shapley, "MOST_NODES", 0)
    by_leaf = shapley_values(forest, X)
    same((by_way[0], by_leaf[0]))
    assert np.array_equal(by_way[1], by_leaf[1])


def test_trees_that_could_not_grow_add_nothing(rows, booster):
    X = rows(0)
    ours, theirs = compared(booster(X, np.full(len(X), 3.0)), X)
    assert not ours[:, :-1].any()
    same((ours, theirs))
