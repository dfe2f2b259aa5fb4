"""What is popular among customers of the same kind."""

from typing import Any

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken, drawn

SEGMENTS, ROUNDS = 16, 12
# The segments are those of so many customers at most; everybody comes into the nearest one.
COMPARED = 50_000
GROUPS = 64
# As if so many more customers of a segment did as all customers do.
EVERYBODY = 50


class Segment(Generator):
    """Share of the customer's segment that took the item in the last horizon.

    Segments need no configuration: they are clusters (k-means, 16) of the mix of groups that
    customers take from, found among 50,000 customers at most, drawn once. Small segments are drawn
    towards what everybody does.
    """

    def __init__(self, taken: Taken) -> None:
        from scipy.sparse import csr_matrix

        super().__init__(taken)
        everybody = np.arange(taken.customers)
        self.segment = _segments(taken)
        many = int(self.segment.max(initial=-1)) + 1
        member = csr_matrix(
            (np.ones(len(everybody)), (self.segment, everybody)), shape=(many, len(everybody))
        )
        took = (member @ (taken.recent > 0).astype(np.float64)).toarray()
        share = taken.takers / max(taken.customers, 1)
        size = np.bincount(self.segment, minlength=many)[:, None]
        self.share = ((took + EVERYBODY * share) / (size + EVERYBODY)).astype(np.float32)

    def score(self, customers: Array) -> Array:
        """Return the share of each item."""
        return np.asarray(self.share[self.segment[customers]])


def _segments(taken: Taken) -> Array:
    """Return the segment of each customer; the same customers always come into the same ones."""
    member, some = _member(taken), drawn(taken.customers, COMPARED)
    centres, nearest = _clusters(_mix(taken.faded[some], member))
    if len(some) == taken.customers:
        return nearest
    # Some at a time: the mixes of all are dense.
    found = [
        _nearest(_mix(taken.faded[start : start + COMPARED], member), centres)
        for start in range(0, taken.customers, COMPARED)
    ]
    return np.concatenate(found)


def _member(taken: Taken) -> Any:
    """Return which of the 64 largest groups each item is of, sparse (items, groups)."""
    from scipy.sparse import csr_matrix

    place = np.where(taken.shelf >= 0, taken.shelf, taken.shelf.max(initial=-1) + 1)
    groups = np.zeros(0, np.int64)
    if len(taken.item):
        groups = np.argsort(-np.bincount(place[taken.item]))[:GROUPS]
    column = np.full(place.max(initial=0) + 1, -1)
    column[groups] = np.arange(len(groups))
    item = np.flatnonzero(column[place] >= 0)
    shape = (taken.items, max(len(groups), 1))
    return csr_matrix((np.ones(len(item)), (item, column[place[item]])), shape=shape)


def _mix(faded: Any, member: Any) -> Array:
    """Return the square root of the share of each group in what customers took, dense."""
    mix = np.sqrt((faded @ member).toarray())
    return np.asarray(mix / np.maximum(np.linalg.norm(mix, axis=1, keepdims=True), 1e-12))


def _clusters(mix: Array) -> tuple[Array, Array]:
    """Return the centres of the clusters, and the cluster of each row."""
    centres = mix[_spread(mix)]
    nearest = np.zeros(len(mix), np.int64)
    for _ in range(ROUNDS):
        nearest = _nearest(mix, centres)
        size = np.bincount(nearest, minlength=len(centres))
        for one in np.flatnonzero(size):
            centres[one] = mix[nearest == one].mean(axis=0)
    return centres, nearest


def _nearest(mix: Array, centres: Array) -> Array:
    return np.asarray(np.argmax(mix @ centres.T - (centres**2).sum(axis=1) / 2, axis=1))


def _spread(mix: Array) -> Array:
    """Return rows to start from: the first, then always the one farthest from those taken."""
    chosen = [0] if len(mix) else []
    distance = np.full(len(mix), np.inf)
    while chosen and len(chosen) < min(SEGMENTS, len(mix)):
        distance = np.minimum(distance, ((mix - mix[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(np.argmax(distance)))
    return np.array(chosen, np.int64)
