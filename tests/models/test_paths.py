import lightgbm
import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.paths import read_forest

QUIET = {"num_threads": 1, "verbosity": -1, "min_data_in_leaf": 1, "deterministic": True}


def grown(X, y, rounds=1, **params):
    data = lightgbm.Dataset(np.asarray(X, float), y, params={"feature_pre_filter": False})
    return lightgbm.train({**QUIET, "objective": "l2", **params}, data, rounds).model_to_string()


# Sixteen rows: 0 brings 0, 1 to 4 bring 5, more brings 9; LightGBM asks twice about one feature.
STEPS = [[x] for x in [0] * 4 + [1] * 2 + [4] * 2 + [7] * 8]
BRINGS = [0] * 4 + [5] * 4 + [9] * 8
ONE_TREE = {
    "boost_from_average": False,
    "learning_rate": 1.0,
    "num_leaves": 3,
    "min_data_in_bin": 1,
}
NUMBERS = np.random.default_rng(0).integers(0, 5, (200, 2)).astype(float)


def test_conditions_of_one_feature_are_one_term_of_their_path():
    forest = read_forest(grown(STEPS, BRINGS, **ONE_TREE))
    paths = forest.paths
    assert paths.terms.tolist() == [0, 1, 2, 3]
    assert paths.feature.tolist() == [0, 0, 0]
    by_value = dict(zip(paths.value.round(6).tolist(), paths.cover.tolist(), strict=True))
    assert by_value == pytest.approx({0.0: 1 / 4, 5.0: 1 / 4, 9.0: 1 / 2})
    # 4 of 16 is 4 of 8 of 8 of 16: of the two deeper leaves each has two steps.
    assert sorted(np.diff(paths.steps).tolist()) == [1, 2, 2]
    assert forest.base == pytest.approx((4 * 0 + 4 * 5 + 8 * 9) / 16)


def test_a_tree_that_could_not_grow_is_a_leaf_without_terms():
    forest = read_forest(grown([[0.0]] * 8, [3.0] * 8, rounds=2))
    assert forest.base == pytest.approx(3.0)
    assert forest.paths.leaves.tolist() == [0, 1]
    assert forest.paths.terms.tolist() == [0, 0]
    assert len(forest.paths.cover) == 0


def test_unknown_goes_where_lightgbm_sends_it():
    known = read_forest(grown(STEPS, BRINGS, **ONE_TREE))
    # Nothing was unknown, so LightGBM takes it for 0, which is left of every threshold.
    assert known.splits.unknown_left.tolist() == [True, True]
    unknown = [[np.nan]] * 8 + [[1.0]] * 8
    to_right = read_forest(grown(unknown, [1] * 8 + [0] * 8, **ONE_TREE)).splits
    assert to_right.zero_left.tolist() == [-1] * len(to_right.feature)
    zeros = grown(STEPS, BRINGS, zero_as_missing=True, **ONE_TREE)
    assert set(read_forest(zeros).splits.zero_left.tolist()) <= {0, 1}


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"objective": "multiclass", "num_class": 3}, "one sum of trees only"),
        ({"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.9}, "one sum of trees only"),
        ({"linear_tree": True}, "Tree 0 has categorical splits or linear leaves"),
    ],
)
def test_trees_of_another_sort_are_refused(params, says):
    with pytest.raises(ModelError, match=says):
        read_forest(grown(NUMBERS, NUMBERS[:, 0] % 3, rounds=2, **params))


def test_categories_are_refused():
    told = {**QUIET, "objective": "l2", "cat_smooth": 0, "min_data_per_group": 1}
    data = lightgbm.Dataset(NUMBERS, NUMBERS[:, 0] == 2, categorical_feature=[0], params=told)
    fitted = lightgbm.train(told, data, 1)
    with pytest.raises(ModelError, match="Tree 0 has categorical splits"):
        read_forest(fitted.model_to_string())
