"""Exact Shapley values of one tree for one row: down the tree and up again.

For many rows `patron.models.shapley` works out a leaf's game once for all of them. For a few it is
faster to share what the leaves of one tree have in common. On the way down each branch multiplies
the product of its path by its own term; on the way up the products of the leaves below it are
added up, and the feature that the node asks about gets its share of all of them at once. Points
of the quadrature are taken four at a time, which is what a processor multiplies in one step.

References
----------
Yu, Xu, Ting, Ling (2022), "Linear TreeShap", NeurIPS: one pass down and one up a tree.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numba as nb
import numpy as np

from patron.models.paths import LEAST_COVER, Splits, read_splits, read_trees

Array = np.ndarray[Any, Any]

# Points of the quadrature that are taken at once.
WIDTH = 4


class Branches(NamedTuple):
    """The nodes of all trees: those of tree t are ``first[t]:first[t + 1]``, from the root down.

    Node i of a tree has the branches 2 i (right) and 2 i + 1 (left). Of each node what it asks
    (see `Splits`), the branch that leads to it, and the nearest one on the way that asks about
    the same feature (-1 for none). Of each branch the share of the rows fitted on that stay on
    the path where its feature decides, and the value of the leaf that it ends in, NaN where it
    ends in a node. Of each tree how many times four points its paths need.
    """

    splits: Splits
    above: Array
    same: Array
    cover: Array
    value: Array
    turns: Array


def read_branches(text: str) -> Branches:
    """Return the branches of the trees that LightGBM wrote as `text`.

    Raises
    ------
    ModelError
        As `patron.models.paths.read_forest` does.
    """
    trees = [tree for tree in read_trees(text) if len(tree["split_feature"])]
    nodes: list[tuple[int, int, int]] = []
    branches: list[tuple[float, float]] = []
    turns: list[int] = []
    order: list[int] = []
    for tree in trees:
        walked = _walk(tree)
        order += [len(order) + node for node, *_ in walked.nodes]
        nodes += walked.nodes
        branches += walked.branches
        turns.append(-(-walked.most // (2 * WIDTH)))
    splits = read_splits(trees)
    above = np.array(nodes, np.int64).reshape(-1, 3)
    ends = np.array(branches, np.float64).reshape(-1, 2)
    columns = (np.ascontiguousarray(column[order]) for column in splits[1:])
    return Branches(
        Splits(splits.first, *columns),
        above[:, 1].copy(),
        above[:, 2].copy(),
        ends[:, 0].copy(),
        ends[:, 1].copy(),
        np.array(turns, np.int64),
    )


class _Walked(NamedTuple):
    """Node, branch above and same of each node; cover and value of each branch; most terms."""

    nodes: list[tuple[int, int, int]]
    branches: list[tuple[float, float]]
    most: int


def _walk(tree: Mapping[str, Array]) -> _Walked:
    """Return a tree's nodes from the root down."""
    feature = tree["split_feature"].tolist()
    children = tree["right_child"].tolist(), tree["left_child"].tolist()
    inner, leaf = tree["internal_count"].tolist(), tree["leaf_count"].tolist()
    value = tree["leaf_value"].tolist()
    nodes: list[tuple[int, int, int]] = []
    branches: list[tuple[float, float]] = []
    most = 1
    # Node, the branch that leads to it, and of each feature asked so far its last branch.
    waiting: list[tuple[int, int, dict[int, int]]] = [(0, -1, {})]
    while waiting:
        node, above, asked = waiting.pop()
        same = asked.get(feature[node], -1)
        nodes.append((node, above, same))
        so_far = branches[same][0] if same >= 0 else 1.0
        for child in (children[0][node], children[1][node]):
            count = inner[child] if child >= 0 else leaf[~child]
            cover = max(so_far * count / max(inner[node], 1), LEAST_COVER)
            path = {**asked, feature[node]: len(branches)}
            most = max(most, len(path))
            if child >= 0:
                waiting.append((child, len(branches), path))
            branches.append((cover, np.nan if child >= 0 else value[~child]))
    return _Walked(nodes, branches, most)


def quadrature(branches: Branches) -> tuple[Array, Array]:
    """Return points in (0, 1) and weights that are exact for each of the trees.

    Row n of each holds those of n turns.
    """
    return _quadrature(int(branches.turns.max(initial=1)))


@cache
def _quadrature(most: int) -> tuple[Array, Array]:
    """Return points in (0, 1) and weights; row n holds those of n turns."""
    points, weights = np.zeros((2, most + 1, most * WIDTH))
    for turns in range(1, most + 1):
        point, weight = np.polynomial.legendre.leggauss(turns * WIDTH)
        points[turns, : len(point)] = (point + 1) / 2
        weights[turns, : len(point)] = weight / 2
    return points, weights


class Room(NamedTuple):
    """What `add_tree` writes to.

    Parameters
    ----------
    taken
        Which branch of each node the row takes.
    met
        Of each branch whether the row meets all that was asked about its feature so far.
    inverse, product
        Of each branch one over its term, and the product of its path; later the sum of its leaves.
    """

    taken: Array
    met: Array
    inverse: Array
    product: Array


@nb.njit(cache=True, nogil=True)
def make_room(nodes: int) -> Room:
    """Return room for trees of so many nodes."""
    return Room(
        np.empty(nodes, np.int64),
        np.empty(2 * nodes, np.bool_),
        np.empty((2 * nodes, WIDTH)),
        np.empty((2 * nodes, WIDTH)),
    )


@nb.njit(cache=True, nogil=True)
def add_tree(
    a: int,
    z: int,
    asked: Array,
    above: Array,
    same: Array,
    cover: Array,
    value: Array,
    left: Array,
    turns: int,
    points: Array,
    weights: Array,
    room: Room,
    total: Array,
) -> None:
    """Add to the total of each feature asked about what the tree of nodes a to z adds to it.

    Parameters
    ----------
    left
        Whether each node of the tree sends the row to the left, 0 or 1.
    points, weights
        As `quadrature` returned them; see `Branches` for the others.
    room
        Of a tree with as many nodes, or more.
    """
    taken, met, inverse, product = room
    for place in range(z - a):
        hit, twin = 2 * place + left[place], same[a + place]
        taken[place] = hit
        met[hit] = twin < 0 or met[twin]
        met[hit ^ 1] = False
    for turn in range(turns):
        part = slice(turn * WIDTH, turn * WIDTH + WIDTH)
        point, weight = points[turns, part], weights[turns, part]
        _go_down(a, z, above, same, cover, value, taken, met, point, weight, inverse, product)
        _go_up(a, z, asked, above, same, cover, taken, met, point, inverse, product, total)


@nb.njit(cache=True, nogil=True)
def _go_down(
    a: int,
    z: int,
    above: Array,
    same: Array,
    cover: Array,
    value: Array,
    taken: Array,
    met: Array,
    point: Array,
    weight: Array,
    inverse: Array,
    product: Array,
) -> None:
    """Fill in the product of each branch's path, times the value of the leaf if it ends in one."""
    t0, t1, t2, t3 = point[0], point[1], point[2], point[3]
    r0, r1, r2, r3 = 1 - t0, 1 - t1, 1 - t2, 1 - t3
    for node in range(a, z):
        up, twin = above[node], same[node]
        hit = taken[node - a]
        miss = hit ^ 1
        c, d = cover[2 * a + hit], cover[2 * a + miss]
        v, w = value[2 * a + hit], value[2 * a + miss]
        v, w = (v if v == v else 1.0), (w if w == w else 1.0)
        p0, p1, p2, p3 = weight[0], weight[1], weight[2], weight[3]
        if up >= 0:
            p0, p1, p2, p3 = product[up, 0], product[up, 1], product[up, 2], product[up, 3]
        if met[hit]:
            if twin >= 0:
                p0, p1 = p0 * inverse[twin, 0], p1 * inverse[twin, 1]
                p2, p3 = p2 * inverse[twin, 2], p3 * inverse[twin, 3]
            f0, f1, f2, f3 = t0 + r0 * c, t1 + r1 * c, t2 + r2 * c, t3 + r3 * c
            inverse[hit, 0], inverse[hit, 1] = 1 / f0, 1 / f1
            inverse[hit, 2], inverse[hit, 3] = 1 / f2, 1 / f3
            product[hit, 0], product[hit, 1] = p0 * f0 * v, p1 * f1 * v
            product[hit, 2], product[hit, 3] = p2 * f2 * v, p3 * f3 * v
            d *= w
            product[miss, 0], product[miss, 1] = p0 * r0 * d, p1 * r1 * d
            product[miss, 2], product[miss, 3] = p2 * r2 * d, p3 * r3 * d
        else:
            c, d = c / cover[2 * a + twin] * v, d / cover[2 * a + twin] * w
            product[hit, 0], product[hit, 1] = p0 * c, p1 * c
            product[hit, 2], product[hit, 3] = p2 * c, p3 * c
            product[miss, 0], product[miss, 1] = p0 * d, p1 * d
            product[miss, 2], product[miss, 3] = p2 * d, p3 * d


@nb.njit(cache=True, nogil=True)
def _go_up(
    a: int,
    z: int,
    asked: Array,
    above: Array,
    same: Array,
    cover: Array,
    taken: Array,
    met: Array,
    point: Array,
    inverse: Array,
    product: Array,
    total: Array,
) -> None:
    """Add up the leaves below each branch, and give each node's feature its share."""
    r0, r1, r2, r3 = 1 / (1 - point[0]), 1 / (1 - point[1]), 1 / (1 - point[2]), 1 / (1 - point[3])
    for node in range(z - 1, a - 1, -1):
        up, twin = above[node], same[node]
        hit = taken[node - a]
        miss = hit ^ 1
        b0, b1, b2, b3 = product[hit, 0], product[hit, 1], product[hit, 2], product[hit, 3]
        m0, m1, m2, m3 = product[miss, 0], product[miss, 1], product[miss, 2], product[miss, 3]
        s0, s1, s2, s3 = b0 + m0, b1 + m1, b2 + m2, b3 + m3
        if up >= 0:
            product[up, 0], product[up, 1], product[up, 2], product[up, 3] = s0, s1, s2, s3
        # Whoever misses what was asked before of this feature gains and loses nothing here.
        if met[hit]:
            gain = b0 * inverse[hit, 0] + b1 * inverse[hit, 1]
            gain += b2 * inverse[hit, 2] + b3 * inverse[hit, 3]
            share = (1 - cover[2 * a + hit]) * gain - (m0 * r0 + m1 * r1 + (m2 * r2 + m3 * r3))
            if twin >= 0:
                before = s0 * inverse[twin, 0] + s1 * inverse[twin, 1]
                before += s2 * inverse[twin, 2] + s3 * inverse[twin, 3]
                share -= (1 - cover[2 * a + twin]) * before
            total[asked[node]] += share
