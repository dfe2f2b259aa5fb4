import numpy as np

from patron.models.leaves import add_leaves
from patron.models.paths import Paths


def test_two_leaves_give_each_row_a_value_and_share_the_difference_from_their_mean():
    # One node, which asks about feature 1: a quarter goes left to 8, the others right to 0.
    paths = Paths(
        leaves=np.array([0, 2]),
        value=np.array([8.0, 0.0]),
        terms=np.array([0, 1, 2]),
        feature=np.array([1, 1], np.int32),
        cover=np.array([0.25, 0.75]),
        steps=np.array([0, 1, 2]),
        node=np.array([0, 0], np.int32),
        left=np.array([True, False]),
    )
    went_left, identity = np.array([[1, 0, 0]], np.uint8), np.array([0, 1])
    points, weights = np.array([[0.0], [0.5]]), np.array([[0.0], [1.0]])
    for largest in (4, 1):
        added, total = np.zeros((2, 3)), np.zeros(3)
        add_leaves(
            (0, 2), paths, points, weights, largest, 3, went_left, identity,
            np.empty((1, 3), np.uint8), np.empty(3, np.uint16), np.empty((2, 4)), added, total,
        )  # fmt: skip
        assert added.tolist() == [[0.0, 0.0, 0.0], [6.0, -2.0, -2.0]]
        assert total.tolist() == [8.0, 0.0, 0.0]
