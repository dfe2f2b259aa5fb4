import lightgbm
import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.branches import add_tree, make_room, quadrature, read_branches

QUIET = {"num_threads": 1, "verbosity": -1, "min_data_in_leaf": 2, "min_data_per_group": 1}


def fitted(X, y, categories=()):
    data = lightgbm.Dataset(X, y, categorical_feature=list(categories))
    told = {**QUIET, "objective": "l2", "learning_rate": 1.0, "boost_from_average": False}
    return lightgbm.train(told, data, 1).model_to_string()


def test_one_question_moves_the_answer_from_the_mean_to_the_leaf():
    """Three rows of four are on the left, where the value is 0; on the right it is 1."""
    X = np.repeat([0.0, 0.0, 0.0, 1.0], 10)[:, None]
    branches = read_branches(fitted(X, X[:, 0]))
    found = []
    for left in (1, 0):
        total = np.zeros(1)
        told = (0, 1, branches.splits.feature, *branches[1:5], np.array([left]), branches.turns[0])
        add_tree(*told, *quadrature(branches), make_room(1), total)
        found.append(total[0])
    assert found == pytest.approx([0 - 0.25, 1 - 0.25])


def test_trees_that_ask_about_categories_are_refused():
    X = np.repeat(np.arange(8.0), 50)[:, None]
    with pytest.raises(ModelError, match="categorical splits"):
        read_branches(fitted(X, X[:, 0] % 2, categories=[0]))
