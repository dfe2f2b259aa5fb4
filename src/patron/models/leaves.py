"""The games of the leaves of one tree, for many rows; see `patron.models.shapley`."""

from typing import Any

import numba as nb
import numpy as np

from patron.models.paths import Paths

Array = np.ndarray[Any, Any]

# Terms of the largest table: 128 kB, to stay in the cache.
MOST_TERMS = 14

# Compiled functions take arrays, not tuples of them, where they are called for each leaf: to take
# an array out of a tuple counts a reference.


@nb.njit(cache=True, nogil=True)
def add_leaves(
    some: tuple[int, int],
    paths: Paths,
    points: Array,
    weights: Array,
    largest: int,
    rows: int,
    went_left: Array,
    place: Array,
    met: Array,
    pattern: Array,
    tables: Array,
    added: Array,
    total: Array,
) -> None:
    """Add what each feature adds, at its place, and the values of some leaves of a tree.

    Parameters
    ----------
    some
        The first of the leaves, and the one after the last.
    points, weights
        The quadrature, a row for each number of points.
    largest
        Numbers of the largest table.
    rows, went_left
        How many rows there are, and whether each (column) goes left at each node of the tree.
    place
        Of each feature, its row in `added`.
    met, pattern, tables
        Room for terms of rows, for patterns, and for two tables.
    added, total
        Where to add what features add, and values.
    """
    _, value, begins, feature, cover, steps, node, left = paths
    table, part = tables[0], tables[1]
    for leaf in range(some[0], some[1]):
        a, z = begins[leaf], begins[leaf + 1]
        _meet(a, z, rows, steps, node, left, went_left, met)
        if z - a <= MOST_TERMS and (1 << (z - a)) <= largest:
            _fill(a, z, value[leaf], cover, points, weights, part, table)
            find_patterns(z - a, rows, met, pattern)
            _look_up_terms(a, z, rows, feature, place, cover, pattern, table, part, added)
        else:
            _work_out(
                a, z, rows, value[leaf], feature, place, cover, points, weights, met, part, added
            )
        _add_value(z - a, rows, value[leaf], met, total)


@nb.njit(cache=True, nogil=True)
def _meet(
    a: int,
    z: int,
    rows: int,
    steps: Array,
    node: Array,
    left: Array,
    went_left: Array,
    met: Array,
) -> None:
    """Say of each row which of the terms from a to z it meets."""
    for term in range(a, z):
        for step in range(steps[term], steps[term + 1]):
            place, flip = node[step], np.uint8(not left[step])
            if step == steps[term]:
                for row in range(rows):
                    met[term - a, row] = went_left[place, row] ^ flip
            else:
                for row in range(rows):
                    met[term - a, row] &= went_left[place, row] ^ flip


@nb.njit(cache=True, nogil=True)
def find_patterns(terms: int, rows: int, met: Array, pattern: Array) -> None:
    """Say of each row which terms it meets, the first term being the lowest bit."""
    pattern[:rows] = 0
    for term in range(terms):
        for row in range(rows):
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
def look_up(table: Array, rows: int, pattern: Array, total: Array) -> None:
    """Add to each row what the table says of its pattern."""
    for row in range(rows):
        total[row] += table[pattern[row]]


@nb.njit(cache=True, nogil=True)
def _look_up_terms(
    a: int,
    z: int,
    rows: int,
    feature: Array,
    place: Array,
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
            for way in range(start, start + bit):
                step[way] = table[way]
                step[way + bit] = odds * table[way]
        bit *= 2
        look_up(step, rows, pattern, added[place[feature[term]]])


@nb.njit(cache=True, nogil=True)
def _work_out(
    a: int,
    z: int,
    rows: int,
    value: float,
    feature: Array,
    place: Array,
    cover: Array,
    points: Array,
    weights: Array,
    met: Array,
    part: Array,
    added: Array,
) -> None:
    """Add to each row what each term adds, without a table."""
    many = (z - a + 1) // 2
    for row in range(rows):
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
            added[place[feature[term]], row] += adds


@nb.njit(cache=True, nogil=True)
def _add_value(terms: int, rows: int, value: float, met: Array, total: Array) -> None:
    """Add a leaf's value to each row that meets all of its terms; `met` is used up."""
    if not terms:
        total[:rows] += value
        return
    for term in range(1, terms):
        for row in range(rows):
            met[0, row] &= met[term, row]
    for row in range(rows):
        total[row] += value * met[0, row]
