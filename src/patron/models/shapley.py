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

from patron.models.paths import NEARLY_ZERO, Forest, Paths, Splits

Array = np.ndarray[Any, Any]

# Terms of the largest table (128 kB, to stay in the cache), and its size in numbers a row.
MOST_TERMS = 14
MOST_A_ROW = 4
# Rows that a thread takes at once: tables are filled anew for them, and memory is bounded.
LEAST_ROWS, MOST_ROWS = 500, 16_384


def shapley_values(forest: Forest, X: Array, threads: int = 1) -> Array:
    """Return what each feature adds to the sum of trees for each row of `X` (n, k), shape (n, k).

    The features add it to `forest.base`. The number of threads changes no bit of it.

    Parameters
    ----------
    forest
        The trees.
    X
        Features, float64, NaN where unknown.
    threads
        How many share the rows, if there are enough.
    """
    added = np.empty(X.shape)
    longest = int(np.diff(forest.paths.terms).max(initial=1))
    largest = min(MOST_A_ROW * len(X), 1 << MOST_TERMS)
    quadrature = _quadrature(longest)

    def add(start: int, stop: int) -> None:
        columns = np.ascontiguousarray(X[start:stop].T)
        part = np.zeros(columns.shape)
        _add_trees(forest.splits, forest.paths, *quadrature, largest, columns, part)
        added[start:stop] = part.T

    threads = max(1, min(threads, len(X) // LEAST_ROWS))
    parts = threads * max(1, -(-len(X) // (threads * MOST_ROWS)))
    edges = np.linspace(0, len(X), parts + 1).astype(int)
    if parts == 1:
        add(0, len(X))
        return added
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(add, edges[:-1], edges[1:]))
    return added


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


# Compiled functions take arrays, not tuples of them, where they are called for each leaf: to take
# an array out of a tuple counts a reference.


@nb.njit(cache=True, nogil=True)
def _add_trees(
    splits: Splits,
    paths: Paths,
    points: Array,
    weights: Array,
    largest: int,
    columns: Array,
    added: Array,
) -> None:
    """Add what each feature (row) adds for each row of features (column), tree by tree."""
    first, asked, threshold, unknown_left, zero_left = splits
    leaves, value, begins, feature, cover, steps, node, left = paths
    rows = columns.shape[1]
    longest, most_nodes = 1, 1
    for leaf in range(len(value)):
        longest = max(longest, begins[leaf + 1] - begins[leaf])
    for tree in range(len(first) - 1):
        most_nodes = max(most_nodes, first[tree + 1] - first[tree])
    went_left = np.empty((most_nodes, rows), np.uint8)
    met = np.empty((longest, rows), np.uint8)
    pattern = np.empty(rows, np.uint16)
    table, part = np.empty((2, max(largest, longest)))
    for tree in range(len(first) - 1):
        _split(
            first[tree],
            first[tree + 1],
            asked,
            threshold,
            unknown_left,
            zero_left,
            columns,
            went_left,
        )
        for leaf in range(leaves[tree], leaves[tree + 1]):
            a, z = begins[leaf], begins[leaf + 1]
            _meet(a, z, steps, node, left, went_left, met)
            if z - a <= MOST_TERMS and (1 << (z - a)) <= largest:
                _fill(a, z, value[leaf], cover, points, weights, part, table)
                _find_patterns(z - a, met, pattern)
                _look_up(a, z, feature, cover, pattern, table, part, added)
            else:
                _work_out(a, z, value[leaf], feature, cover, points, weights, met, part, added)


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


@nb.njit(cache=True, nogil=True)
def _meet(
    a: int, z: int, steps: Array, node: Array, left: Array, went_left: Array, met: Array
) -> None:
    """Say of each row which of the terms from a to z it meets."""
    for term in range(a, z):
        for step in range(steps[term], steps[term + 1]):
            place, flip = node[step], np.uint8(not left[step])
            if step == steps[term]:
                for row in range(met.shape[1]):
                    met[term - a, row] = went_left[place, row] ^ flip
            else:
                for row in range(met.shape[1]):
                    met[term - a, row] &= went_left[place, row] ^ flip


@nb.njit(cache=True, nogil=True)
def _find_patterns(terms: int, met: Array, pattern: Array) -> None:
    """Say of each row which terms it meets, the first term being the lowest bit."""
    pattern[:] = 0
    for term in range(terms):
        for row in range(len(pattern)):
            pattern[row] |= np.uint16(met[term, row]) << np.uint16(term)


@nb.njit(cache=True, nogil=True)
def _fill(
    a: int,
    z: int,
    value: float,
    cover: Array,
    points: Array,
    weights: Array,
    part: Array,
    table: Array,
) -> None:
    """Fill the table: of each pattern what a term that is not met adds."""
    many, size = (z - a + 1) // 2, 1 << (z - a)
    table[:size] = 0.0
    for q in range(many):
        t = points[many, q]
        part[0] = -value * weights[many, q] / (1 - t)
        half = 1
        for term in range(a, z):
            missed = (1 - t) * cover[term]
            hit = t + missed
            for place in range(half):
                part[half + place] = part[place] * hit
                part[place] *= missed
            half *= 2
        for place in range(size):
            table[place] += part[place]


@nb.njit(cache=True, nogil=True)
def _look_up(
    a: int,
    z: int,
    feature: Array,
    cover: Array,
    pattern: Array,
    table: Array,
    step: Array,
    added: Array,
) -> None:
    """Add to each row what its pattern says of each term; `step` is room for that."""
    size, bit = 1 << (z - a), 1
    for term in range(a, z):
        odds = -(1 - cover[term]) / cover[term]
        for start in range(0, size, 2 * bit):
            for place in range(start, start + bit):
                step[place] = table[place]
                step[place + bit] = odds * table[place]
        bit *= 2
        total = added[feature[term]]
        for row in range(len(pattern)):
            total[row] += step[pattern[row]]


@nb.njit(cache=True, nogil=True)
def _work_out(
    a: int,
    z: int,
    value: float,
    feature: Array,
    cover: Array,
    points: Array,
    weights: Array,
    met: Array,
    part: Array,
    added: Array,
) -> None:
    """Add to each row what each term adds, without a table."""
    many = (z - a + 1) // 2
    for row in range(met.shape[1]):
        whole = 0.0
        for q in range(many):
            t = points[many, q]
            product = value * weights[many, q] / (1 - t)
            for term in range(a, z):
                missed = (1 - t) * cover[term]
                product *= missed + t if met[term - a, row] else missed
            part[q] = product
            whole += product
        for term in range(a, z):
            adds = -whole
            if met[term - a, row]:
                adds = 0.0
                for q in range(many):
                    rest = 1 - points[many, q]
                    adds += part[q] * rest / (points[many, q] + rest * cover[term])
                adds *= 1 - cover[term]
            added[feature[term], row] += adds
