import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from patron.errors import ModelError
from patron.models.trees import Rows, Trees, grow, parameters

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


def test_lightgbm_is_told_the_parameters_of_an_estimator_by_its_own_names():
    found = parameters({"trees": 3, "row_share": 0.5, "else": 1}, objective="binary")
    assert found["num_iterations"] == 3
    # A share of the rows has no effect unless LightGBM is told to draw them anew for each tree.
    assert (found["bagging_fraction"], found["bagging_freq"]) == (0.5, 1)
    assert found["objective"] == "binary"
    assert "else" not in found
    assert parameters({"row_share": 1.0})["bagging_freq"] == 0


def test_what_is_read_back_is_what_was_grown():
    trees, X = grow(PARAMS, rows(0)), rows(1).X
    assert np.array_equal(Trees.read(trees.text, 1).raw(X), trees.raw(X))
    assert trees.features == 3


def test_one_thread_learns_from_few_rows():
    trees = grow({**PARAMS, "num_threads": 2}, rows(0))
    assert "[num_threads: 1]" in trees.text
    assert trees.threads == 2


@pytest.mark.parametrize("n", [1, 200])
def test_contributions_and_base_sum_to_the_raw_score(n):
    trees, X = grow(PARAMS, rows(0)), rows(1).X[:n]
    raw, steps, base = trees.explain(X)
    assert raw.tolist() == trees.raw(X).tolist()
    assert steps.shape == (n, 3)
    np.testing.assert_allclose(base + steps.sum(axis=1), raw, rtol=1e-9)


def test_the_watch_is_told_the_loss_on_the_later_window():
    seen = {}
    later = rows(1)
    trees = grow(PARAMS, rows(0), later, seen.__setitem__)
    assert list(seen) == [10, 20, 30, 40]
    p = 1 / (1 + np.exp(-trees.raw(later.X)))
    assert trees.text.count("\nTree=") == 40
    loss = -np.mean(np.where(later.y > 0, np.log(p), np.log1p(-p)))
    assert seen[40] == pytest.approx(loss)


def test_a_higher_is_better_metric_is_told_as_a_loss():
    seen = {}
    later = Rows(rows(1).X, np.random.default_rng(1).permutation(rows(1).y))
    params = {**PARAMS, "metric": "auc", "num_iterations": 10}
    trees = grow(params, rows(0), later, seen.__setitem__)
    # The best of the ten rounds is kept.
    assert seen[10] >= 1 - roc_auc_score(later.y, trees.raw(later.X)) > 0.3


def test_of_an_early_stop_only_the_best_round_is_kept():
    # Nothing drives the later labels: the first rounds are the best, and 50 more are tried.
    seen = {}
    later = Rows(rows(1).X, np.random.default_rng(1).permutation(rows(1).y))
    params = {**PARAMS, "num_iterations": 200}
    kept = grow(params, rows(0), later, seen.__setitem__).text.count("\nTree=")
    assert kept < 10
    assert list(seen) == [10, 20, 30, 40, 50]


def test_without_a_later_window_nothing_is_watched():
    seen = {}
    trees = grow(PARAMS, rows(0), None, seen.__setitem__)
    nobody = grow(PARAMS, rows(0), Rows(np.empty((0, 3)), np.empty(0)), seen.__setitem__)
    assert seen == {}
    assert nobody.text == trees.text


def test_nonsense_is_refused():
    with pytest.raises(ModelError, match="LightGBM cannot read the trees"):
        Trees.read("nonsense", 1)
