import numpy as np
import pytest

from patron.models.binned import Rows, cut, keep_bins
from patron.models.trees import grow

PARAMS = {
    "objective": "binary",
    "metric": "binary_logloss",
    "num_iterations": 40,
    "num_leaves": 4,
    "min_data_in_leaf": 5,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


def rows(seed, n=200):
    X = np.random.default_rng(seed).normal(size=(n, 3))
    return Rows(X, (X[:, 0] > 0).astype(float))


def test_equal_rows_are_cut_once_within_the_block():
    one, same = rows(0), Rows(rows(0).X.copy(), rows(0).y.copy())
    with keep_bins():
        first = cut(one, PARAMS)
        assert cut(same, {**PARAMS, "num_leaves": 31, "min_data_in_leaf": 50}) is first
        assert cut(one, {**PARAMS, "max_bin": 63}) is not first
        assert cut(Rows(one.X, 1 - one.y), PARAMS) is not first
        later = cut(rows(1), PARAMS, like=first)
        assert cut(rows(1), PARAMS, like=first) is later
        assert cut(rows(1), PARAMS) is not later
    assert cut(one, PARAMS) is not cut(one, PARAMS)


@pytest.mark.parametrize("smallest", [5, 60])
def test_trees_on_kept_bins_are_those_on_new_ones(smallest):
    params = {**PARAMS, "min_data_in_leaf": smallest}
    alone = grow(params, rows(0), rows(1))
    with keep_bins():
        grow(PARAMS, rows(0), rows(1))
        kept = grow(params, rows(0), rows(1))
    assert kept.text == alone.text


def test_single_precision_is_taken_as_it_is():
    one = rows(0)
    trees = grow(PARAMS, Rows(one.X.astype(np.float32), one.y))
    assert trees.rounds == 40
