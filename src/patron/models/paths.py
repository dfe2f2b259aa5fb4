"""From LightGBM's text to the paths from each root to its leaves.

All conditions of a path that ask about one feature are one *term*: together they hold or they do
not. A path has far fewer terms than steps.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from patron.errors import ModelError

Array = np.ndarray[Any, Any]

DEFAULT_LEFT = 2
# LightGBM's idea of 0, where 0 means unknown.
NEARLY_ZERO = float(np.float32(1e-35))
MISSING_IS_ZERO, MISSING_IS_NAN = 1, 2
# A path that no row fitted on took has no share; LightGBM keeps no such leaf, but its text may.
LEAST_COVER = 1e-30


class Splits(NamedTuple):
    """The inner nodes of all trees: those of tree t are ``first[t]:first[t + 1]``.

    Of each the feature, the threshold up to which a value goes left, and whether an unknown value
    and one of 0 go left (of 0: 1, 0, or -1 where the threshold decides).
    """

    first: Array
    feature: Array
    threshold: Array
    unknown_left: Array
    zero_left: Array


class Paths(NamedTuple):
    """The paths of all trees: the leaves of tree t are ``leaves[t]:leaves[t + 1]``.

    The terms of leaf l are ``terms[l]:terms[l + 1]``, and the steps of term i
    ``steps[i]:steps[i + 1]``. Of a leaf its value; of a term its feature and its cover, the share
    of the rows fitted on that stay on the path where the term's feature decides; of a step its
    node and whether the path goes left there.
    """

    leaves: Array
    value: Array
    terms: Array
    feature: Array
    cover: Array
    steps: Array
    node: Array
    left: Array


class Forest(NamedTuple):
    """What contributions need of a sum of trees; `base` is its mean over the rows fitted on."""

    splits: Splits
    paths: Paths
    base: float


def read_forest(text: str) -> Forest:
    """Return the forest that LightGBM wrote as `text`.

    Raises
    ------
    ModelError
        If it asks about categories, has linear leaves, several outputs or a mean instead of a
        sum: contributions are not made for these.
    """
    trees = list(read_trees(text))
    splits = read_splits(trees)
    base = sum(_mean(tree) for tree in trees)
    return Forest(splits, _read_paths(trees, splits), float(base))


def read_trees(text: str) -> Iterator[dict[str, Array]]:
    """Yield the numbers that LightGBM wrote of each tree, by their names in its text.

    Raises
    ------
    ModelError
        As `read_forest` does.
    """
    head, *blocks = text.split("\nend of trees", 1)[0].split("\nTree=")
    if "num_tree_per_iteration=1\n" not in head or "\naverage_output" in head:
        raise ModelError("Contributions are made for one sum of trees only.")
    for number, block in enumerate(blocks):
        lines = dict(line.split("=", 1) for line in block.split("\n") if "=" in line)
        if lines.get("num_cat", "0") != "0" or lines.get("is_linear", "0") != "0":
            raise ModelError(
                f"Tree {number} has categorical splits or linear leaves; contributions are made "
                "for numeric splits and constant leaves only."
            )
        yield _numbers(lines)


def _numbers(lines: Mapping[str, str]) -> dict[str, Array]:
    whole = ("split_feature", "decision_type", "left_child", "right_child")
    real = ("threshold", "leaf_value", "leaf_count", "internal_count")
    return {
        **{name: np.array(lines.get(name, "").split(), dtype=np.int64) for name in whole},
        **{name: np.array(lines.get(name, "").split(), dtype=np.float64) for name in real},
    }


def _mean(tree: Mapping[str, Array]) -> float:
    values, counts = tree["leaf_value"], tree["leaf_count"]
    return float(values[0] if len(values) == 1 else counts @ values / counts.sum())


def _joined(trees: list[dict[str, Array]], name: str, kind: type) -> Array:
    return np.concatenate([np.empty(0, kind), *(tree[name] for tree in trees)]).astype(kind)


def _offsets(trees: list[dict[str, Array]], name: str) -> Array:
    return np.cumsum([0, *(len(tree[name]) for tree in trees)])


def read_splits(trees: list[dict[str, Array]]) -> Splits:
    """Return the inner nodes of trees, in the order in which LightGBM wrote them."""
    threshold = _joined(trees, "threshold", np.float64)
    told = _joined(trees, "decision_type", np.int64)
    default_left, missing = (told & DEFAULT_LEFT) > 0, told >> 2
    # LightGBM takes an unknown value for 0 where no value was unknown when it learnt.
    unknown_left = np.where(missing == 0, threshold >= 0, default_left)
    zero_left = np.where(missing == MISSING_IS_ZERO, default_left, -1)
    first = _offsets(trees, "split_feature")
    feature = _joined(trees, "split_feature", np.int32)
    return Splits(first, feature, threshold, unknown_left, zero_left.astype(np.int8))


def _read_paths(trees: list[dict[str, Array]], splits: Splits) -> Paths:
    leaves = _offsets(trees, "leaf_value")
    leaf, node, left, share = _climb(trees, splits.first, leaves)
    feature = splits.feature[node]
    order = np.lexsort((feature, leaf))
    leaf, feature = leaf[order], feature[order]
    begins = np.append(True, (leaf[1:] != leaf[:-1]) | (feature[1:] != feature[:-1]))
    starts = np.flatnonzero(begins[: len(leaf)])
    cover = np.multiply.reduceat(share[order], starts) if len(starts) else np.empty(0)
    tree = np.repeat(np.arange(len(trees)), np.diff(splits.first))
    return Paths(
        leaves=leaves,
        value=_joined(trees, "leaf_value", np.float64),
        terms=np.searchsorted(leaf[starts], np.arange(leaves[-1] + 1)),
        feature=feature[starts],
        cover=np.maximum(cover, LEAST_COVER),
        steps=np.append(starts, len(leaf)),
        node=(node - splits.first[tree[node]])[order].astype(np.int32),
        left=left[order],
    )


def _climb(
    trees: list[dict[str, Array]], first: Array, leaves: Array
) -> tuple[Array, Array, Array, Array]:
    """Return the steps of all paths: leaf, node, whether it goes left, share that goes there."""
    tree = np.repeat(np.arange(len(trees)), np.diff(first))
    nodes, many = len(tree), int(leaves[-1])
    # Places 0 to `nodes` are nodes, the others leaves.
    count = np.append(
        _joined(trees, "internal_count", np.float64), _joined(trees, "leaf_count", np.float64)
    )
    parent, goes_left = np.full(nodes + many, -1), np.zeros(nodes + many, bool)
    for name in ("left_child", "right_child"):
        child = _joined(trees, name, np.int64)
        child = np.where(child >= 0, first[tree] + child, nodes + leaves[tree] + ~child)
        parent[child], goes_left[child] = np.arange(nodes), name == "left_child"
    # A tree may be a single leaf, to which nothing leads.
    leaf = np.flatnonzero(parent[nodes:] >= 0)
    place, found = nodes + leaf, []
    while len(leaf):
        above = parent[place]
        found.append((leaf, above, goes_left[place], count[place] / np.maximum(count[above], 1)))
        rest = parent[above] >= 0
        leaf, place = leaf[rest], above[rest]
    columns = zip(*found, strict=True) if found else [[np.empty(0, kind)] for kind in "qq?d"]
    leaf, node, left, share = (np.concatenate(column) for column in columns)
    return leaf, node, left, share
