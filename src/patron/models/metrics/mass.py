"""Ranks of weighted rows: how much of the total weight lies below each row."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

# So many scores are kept in order at most: both of a comparison, and the labels beside each.
MOST_KEPT = 8
_kept: ContextVar[dict[int, tuple[Array, Array, Array]] | None] = ContextVar("orders", default=None)


@dataclass(frozen=True)
class Ties:
    """Weighted rows in ascending order of a score, equal scores taken together.

    Parameters
    ----------
    order
        Rows by ascending score.
    tie
        Tie of each row of `order`, from 0.
    mass
        Weight of each tie.
    """

    order: np.ndarray
    tie: np.ndarray
    mass: np.ndarray

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of `values` (n,) within each tie, by ascending score."""
        return np.bincount(self.tie, values[self.order], minlength=len(self.mass))


def ties(score: np.ndarray, weights: np.ndarray) -> Ties:
    """Return the rows in ascending order of `score`, ties together."""
    order, tie = _in_order(score)
    return Ties(order, tie, np.bincount(tie, weights[order]))


@contextmanager
def keep_orders() -> Iterator[None]:
    """Let a score be sorted once within the ``with`` block; none may be written to.

    Samples of the same rows differ in nothing but their weights.
    """
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _in_order(score: Array) -> tuple[Array, Array]:
    """Return the rows by ascending score, and the tie of each."""
    kept = _kept.get()
    # The score is kept as well, so that no other array can come into its place.
    if kept is not None and id(score) in kept:
        return kept[id(score)][1:]
    order = np.argsort(score, kind="stable")
    ascending = score[order]
    tie = np.cumsum(np.r_[False, ascending[1:] != ascending[:-1]]) if len(score) else order
    if kept is not None:
        if len(kept) == MOST_KEPT:
            kept.clear()
        kept[id(score)] = score, order, tie
    return order, tie


def share_below(score: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the share of the weight below each row and half of its tie's, shape (n,), in [0, 1].

    The mid-distribution function: ranks that do not depend on the order of equal scores.
    """
    found = ties(score, weights)
    below = (np.cumsum(found.mass) - found.mass / 2) / max(float(found.mass.sum()), 1e-300)
    share = np.empty(len(score))
    share[found.order] = below[found.tie]
    return share


def weights_of(y: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Return `weights` as numbers, or a 1 for each row."""
    return np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)


def ratio(top: float, bottom: float) -> float:
    """Return ``top / bottom``, or NaN where that has no meaning."""
    return float(top / bottom) if bottom != 0 else float("nan")
