"""Exact Shapley values of a sum of trees, for many rows at once.

A leaf's value is a game of the terms of its path (see `patron.models.paths`). A set of known
features is worth the value times, for each of them, whether the row meets its term, and for each
other the term's cover. With m terms, met by the row or not, the Shapley value of a term that is
not met is::

    -value * integral over t in (0, 1) of
        product of (1 - t) cover for terms not met, t + (1 - t) cover for terms met, over (1 - t)

which is the same for all terms not met, and that of a term that is met is this integral as if it
were not, times ``-(1 - cover) / cover``. So one table of 2^m numbers says all of a leaf, whatever
the number of rows; rows look up the pattern of terms that they meet. All its addends have one
sign, and as the product is a polynomial of degree below m, Gauss and Legendre with m / 2 points
have no error. Where a table would be larger than what it saves, each row is worked out by itself.

Rows that decide alike at every node of a tree get the same from all of its leaves. Where a tree
has fewer ways to decide than there are rows, each way is worked out once, and rows look that up.

References
----------
Lundberg et al. (2020), "From local explanations to global understanding with explainable AI for
trees", Nature Machine Intelligence 2: the game, path dependent. Yu, Xu, Ting, Ling (2022), "Linear
TreeShap", NeurIPS: Shapley values of a path as polynomials. Yang (2021), "Fast TreeSHAP",
arXiv:2109.09847, and Nadel, Wettenstein (2026), "From Decision Trees to Boolean Logic: A Fast and
Unified SHAP Algorithm", AAAI: what depends on the leaf alone is worked out once for all rows.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numba as nb
import numpy as np

from patron.models.leaves import MOST_TERMS, add_leaves, find_patterns, look_up
from patron.models.paths import NEARLY_ZERO, Forest, Paths, Splits

Array = np.ndarray[Any, Any]

# Size of the largest table in numbers a row.
MOST_A_ROW = 4
# Nodes of the largest tree whose ways to decide are all worked out.
MOST_NODES = 10
# Rows that a thread takes at once: tables are filled anew for them, and memory is bounded.
LEAST_ROWS, MOST_ROWS = 500, 16_384


def shapley_values(forest: Forest, X: Array, threads: int = 1) -> tuple[Array, Array]:
    """Return what each feature adds to the sum of trees for each row of `X`, and that sum.

    The shapes are (n, k) and (n,). The features add it to `forest.base`; the sum is to the bit
    that of `patron.models.descent`. The number of threads changes no bit of either.

    Parameters
    ----------
    forest
        The trees.
    X
        Features, float64, NaN where unknown.
    threads
        How many share the rows, if there are enough.
    """
    added, total = np.empty(X.shape), np.zeros(len(X))
    longest = int(np.diff(forest.paths.terms).max(initial=1))
    largest = min(MOST_A_ROW * len(X), 1 << MOST_TERMS)
    ways = min(len(X) // 2, 1 << MOST_NODES)
    quadrature = _quadrature(longest)

    def add(start: int, stop: int) -> None:
        columns = np.ascontiguousarray(X[start:stop].T, np.float64)
        part = np.zeros(columns.shape)
        sums = total[start:stop]
        _add_trees(forest.splits, forest.paths, *quadrature, largest, ways, columns, part, sums)
        added[start:stop] = part.T

    threads = max(1, min(threads, len(X) // LEAST_ROWS))
    parts = threads * max(1, -(-len(X) // (threads * MOST_ROWS)))
    edges = np.linspace(0, len(X), parts + 1).astype(int)
    if parts == 1:
        add(0, len(X))
        return added, total
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(add, edges[:-1], edges[1:]))
    return added, total


@cache
def _quadrature(terms: int) -> tuple[Array, Array]:
    """Return points in (0, 1) and weights that are exact for up to so many terms.

    Row q of each holds q of them.
    """
    most = (terms + 1) // 2
    points, weights = np.zeros((2, most + 1, most))
    for many in range(1, most + 1):
        point, weight = np.polynomial.legendre.leggauss(many)
        points[many, :many] = (point + 1) / 2
        weights[many, :many] = weight / 2
    return points, weights


@nb.njit(cache=True, nogil=True)
def _add_trees(
    splits: Splits,
    paths: Paths,
    points: Array,
    weights: Array,
    largest: int,
    ways: int,
    columns: Array,
    added: Array,
    total: Array,
) -> None:
    """Add what each feature (row) adds for each row of features (column), tree by tree.

    A tree with up to so many ways to decide is worked out for each of them.
    """
    first, asked, threshold, unknown_left, zero_left = splits
    leaves, begins = paths.leaves, paths.terms
    rows, most_nodes, longest = columns.shape[1], 1, 1
    for tree in range(len(first) - 1):
        most_nodes = max(most_nodes, first[tree + 1] - first[tree])
    for leaf in range(len(begins) - 1):
        longest = max(longest, begins[leaf + 1] - begins[leaf])
    went_left = np.empty((most_nodes, rows), np.uint8)
    room = np.empty((longest, max(rows, ways)), np.uint8)
    pattern = np.empty(max(rows, ways), np.uint16)
    tables = np.empty((2, max(largest, longest)))
    every_way, own = _every_way(ways), np.arange(len(columns))
    place, told = np.empty(len(columns), np.int64), np.empty(most_nodes, np.int64)
    by_way, sums = np.empty((most_nodes, ways)), np.empty(ways)
    for tree in range(len(first) - 1):
        a, z = first[tree], first[tree + 1]
        some = leaves[tree], leaves[tree + 1]
        _split(a, z, asked, threshold, unknown_left, zero_left, columns, went_left)
        if (1 << (z - a)) > ways:
            add_leaves(
                some, paths, points, weights, largest, rows, went_left, own, room, pattern,
                tables, added, total,
            )  # fmt: skip
            continue
        many, size = _number(a, z, asked, place, told), 1 << (z - a)
        by_way[:many, :size], sums[:size] = 0.0, 0.0
        add_leaves(
            some, paths, points, weights, largest, size, every_way, place, room, pattern,
            tables, by_way, sums,
        )  # fmt: skip
        find_patterns(z - a, rows, went_left, pattern)
        for number in range(many):
            look_up(by_way[number], rows, pattern, added[told[number]])
        look_up(sums, rows, pattern, total)


@nb.njit(cache=True, nogil=True)
def _every_way(ways: int) -> Array:
    """Return of each way to decide, a bit a node, whether it goes left there."""
    went_left = np.zeros((MOST_NODES, ways), np.uint8)
    for node in range(MOST_NODES):
        for way in range(ways):
            went_left[node, way] = way >> node & 1
    return went_left


@nb.njit(cache=True, nogil=True)
def _number(a: int, z: int, asked: Array, place: Array, told: Array) -> int:
    """Return how many features the nodes from a to z ask about; each one's number is its place."""
    many = 0
    for node in range(a, z):
        feature, is_new = asked[node], True
        for number in range(many):
            is_new &= told[number] != feature
        if is_new:
            place[feature], told[many] = many, feature
            many += 1
    return many


@nb.njit(cache=True, nogil=True)
def _split(
    a: int,
    z: int,
    asked: Array,
    threshold: Array,
    unknown_left: Array,
    zero_left: Array,
    columns: Array,
    went_left: Array,
) -> None:
    """Say of each row whether it goes left at the nodes from a to z."""
    for node in range(a, z):
        feature, limit, unknown = asked[node], threshold[node], unknown_left[node]
        for row in range(columns.shape[1]):
            number = columns[feature, row]
            went_left[node - a, row] = (number <= limit) | (unknown & (number != number))
        if zero_left[node] >= 0:
            for row in range(columns.shape[1]):
                if abs(columns[feature, row]) <= NEARLY_ZERO:
                    went_left[node - a, row] = zero_left[node]
