"""Exact Shapley values of a sum of trees for a few rows, small trees worked out beforehand.

What a tree adds to a row depends on nothing but how the row answers the questions of the tree's
nodes: its *pattern*. A tree of six nodes has 64 of them, so what it adds is worked out once for
each (see `patron.models.branches`) and looked up. A larger tree is worked out for each row.
"""

from typing import Any, NamedTuple

import numba as nb
import numpy as np

from patron.models.branches import Branches, add_tree, make_room, quadrature
from patron.models.paths import NEARLY_ZERO, Splits

Array = np.ndarray[Any, Any]

# With what so many nodes add, a pattern fills a line of the processor's cache: of a table of 8 kB
# a row reads one.
MOST_NODES = 7
LINE = 8


class Patterns(NamedTuple):
    """Trees, and what those of few nodes add by pattern.

    Parameters
    ----------
    branches
        The trees.
    begins
        Where the table of each tree begins in `table`; -1 for a tree that has none.
    table
        What each node adds to the feature that it asks about, pattern by pattern. A bit of a
        pattern says whether a node sends the row to the left, the lowest that of the root.
    """

    branches: Branches
    begins: Array
    table: Array


def read_patterns(branches: Branches) -> Patterns:
    """Return the trees with the tables of those that are small enough."""
    nodes = np.diff(branches.splits.first)
    sizes = np.where(nodes <= MOST_NODES, LINE << np.minimum(nodes, MOST_NODES), 0)
    begins = np.where(sizes > 0, np.cumsum(sizes) - sizes, -1)
    table = _lines(int(sizes.sum()))
    _fill(*branches, *quadrature(branches), begins, table)
    return Patterns(branches, begins, table)


def _lines(size: int) -> Array:
    """Return so many zeros, from the beginning of a line of the cache on."""
    room = np.zeros(size + LINE - 1)
    start = -(room.ctypes.data // room.itemsize) % LINE
    return room[start : start + size]


def few_shapley_values(patterns: Patterns, X: Array) -> Array:
    """Return what each feature adds to the sum of trees for each row of `X` (n, k), shape (n, k).

    Parameters
    ----------
    patterns
        The trees.
    X
        Features, float64, NaN where unknown.
    """
    branches, begins, table = patterns
    added = np.zeros(X.shape)
    rows = np.ascontiguousarray(X)
    _add_trees(*branches, *quadrature(branches), begins, table, rows, added)
    return added


@nb.njit(cache=True, nogil=True)
def _fill(
    splits: Splits,
    above: Array,
    same: Array,
    cover: Array,
    value: Array,
    turns: Array,
    points: Array,
    weights: Array,
    begins: Array,
    table: Array,
) -> None:
    """Fill in what each node adds, pattern by pattern."""
    first = splits.first
    # Each node takes the place of the feature that it asks about.
    own = np.zeros(first[-1], np.int32)
    left, room = np.empty(MOST_NODES, np.int64), make_room(MOST_NODES)
    for tree in range(len(turns)):
        a, z = first[tree], first[tree + 1]
        if begins[tree] < 0:
            continue
        for node in range(a, z):
            own[node] = node - a
        for pattern in range(1 << (z - a)):
            for place in range(z - a):
                left[place] = (pattern >> place) & 1
            at = begins[tree] + pattern * LINE
            part = table[at : at + z - a]
            add_tree(
                a, z, own, above, same, cover, value, left, turns[tree], points, weights, room, part
            )


@nb.njit(cache=True, nogil=True)
def _add_trees(
    splits: Splits,
    above: Array,
    same: Array,
    cover: Array,
    value: Array,
    turns: Array,
    points: Array,
    weights: Array,
    begins: Array,
    table: Array,
    X: Array,
    added: Array,
) -> None:
    """Add what each feature adds for each row, tree by tree."""
    first, asked, threshold, unknown_left, zero_left = splits
    most = 1
    for tree in range(len(turns)):
        most = max(most, first[tree + 1] - first[tree])
    room = make_room(most)
    left, line = np.empty(first[-1], np.int64), np.empty(len(turns), np.int64)
    for row in range(len(X)):
        values, total = X[row], added[row]
        # All trees are asked before any table is looked at, so that the processor can fetch the
        # lines of several at the same time.
        for tree in range(len(turns)):
            a, pattern = first[tree], 0
            for node in range(a, first[tree + 1]):
                number = values[asked[node]]
                goes = (number <= threshold[node]) | (unknown_left[node] & (number != number))
                if zero_left[node] >= 0 and abs(number) <= NEARLY_ZERO:
                    goes = zero_left[node] > 0
                left[node] = goes
                # Of a tree without a table this is not looked at.
                pattern |= np.int64(goes) << (node - a)
            line[tree] = begins[tree] + pattern * LINE
        for tree in range(len(turns)):
            a, z = first[tree], first[tree + 1]
            if begins[tree] >= 0:
                for node in range(z - 1, a - 1, -1):
                    total[asked[node]] += table[line[tree] + node - a]
            else:
                add_tree(
                    a, z, asked, above, same, cover, value, left[a:z],
                    turns[tree], points, weights, room, total,
                )  # fmt: skip
