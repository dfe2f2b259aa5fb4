"""The sum of trees of each row, each row led from the roots to its leaves.

To the bit what LightGBM's ``predict`` says of the same text: the same comparisons, and the leaves
added up in the same order. To call it takes next to nothing, which is most of what one row takes,
and of many rows a tree is in the processor's nearest cache while they go through it.
"""

from typing import Any, NamedTuple

import numba as nb
import numpy as np

from patron.models.paths import NEARLY_ZERO, Splits, read_splits, read_trees

Array = np.ndarray[Any, Any]

# Rows that are led through all trees together, so that they stay in the cache too.
ROWS_AT_ONCE = 256


class Descent(NamedTuple):
    """The nodes of all trees and where each leads to.

    Parameters
    ----------
    splits
        What each node asks.
    right, left
        Place of the node that follows; of a leaf the complement of its place in `value`.
    root
        Where each tree begins, by the same rule: a tree may be a single leaf.
    value
        Of each leaf.
    """

    splits: Splits
    right: Array
    left: Array
    root: Array
    value: Array


def read_descent(text: str) -> Descent:
    """Return the descent through the trees that LightGBM wrote as `text`.

    Raises
    ------
    ModelError
        As `patron.models.paths.read_forest` does.
    """
    trees = list(read_trees(text))
    splits = read_splits(trees)
    leaves = np.cumsum([0, *(len(tree["leaf_value"]) for tree in trees)])

    def place(child: Array, tree: int) -> Array:
        return np.asarray(np.where(child >= 0, child + splits.first[tree], child - leaves[tree]))

    def all_of(name: str) -> Array:
        found = [place(tree[name], number) for number, tree in enumerate(trees)]
        return np.concatenate([np.empty(0, np.int64), *found]).astype(np.int64)

    first = np.array([0 if len(tree["split_feature"]) else -1 for tree in trees], np.int64)
    value = np.concatenate([np.empty(0), *(tree["leaf_value"] for tree in trees)])
    root = np.where(first >= 0, splits.first[:-1], -1 - leaves[:-1]).astype(np.int64)
    return Descent(splits, all_of("right_child"), all_of("left_child"), root, value)


def sum_of_trees(descent: Descent, X: Array) -> Array:
    """Return the sum of the trees for each row of `X` (n, k), shape (n,).

    Parameters
    ----------
    descent
        The trees.
    X
        Features, float64 or float32, NaN where unknown.
    """
    total = np.zeros(len(X))
    for start in range(0, len(X), ROWS_AT_ONCE):
        rows = np.ascontiguousarray(X[start : start + ROWS_AT_ONCE], np.float64)
        _add_leaves(*descent, rows, total[start : start + ROWS_AT_ONCE])
    return total


@nb.njit(cache=True, nogil=True)
def _add_leaves(
    splits: Splits,
    right: Array,
    left: Array,
    root: Array,
    value: Array,
    X: Array,
    total: Array,
) -> None:
    """Add the leaf that each row comes to, tree by tree."""
    _, asked, threshold, unknown_left, zero_left = splits
    for tree in range(len(root)):
        for row in range(len(X)):
            node = root[tree]
            while node >= 0:
                number = X[row, asked[node]]
                goes_left = (number <= threshold[node]) | (unknown_left[node] & (number != number))
                if zero_left[node] >= 0 and abs(number) <= NEARLY_ZERO:
                    goes_left = zero_left[node] > 0
                node = left[node] if goes_left else right[node]
            total[row] += value[~node]
