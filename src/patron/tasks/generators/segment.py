"""What is popular among customers of the same kind."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken

SEGMENTS, ROUNDS = 16, 12
# As if so many more customers of a segment did as all customers do.
EVERYBODY = 50


class Segment(Generator):
    """Share of the customer's segment that took the item in the last horizon.

    Segments need no configuration: they are clusters (k-means, 16) of the mix of groups that
    customers take from. Small segments are drawn towards what everybody does.
    """

    def __init__(self, taken: Taken) -> None:
        from scipy.sparse import csr_matrix

        super().__init__(taken)
        everybody = np.arange(taken.customers)
        self.segment = _clusters(_mix(taken))
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


def _mix(taken: Taken) -> Array:
    """Return the square root of the share of each group in what customers took, dense."""
    from scipy.sparse import csr_matrix

    place = np.where(taken.shelf >= 0, taken.shelf, taken.shelf.max(initial=-1) + 1)
    groups = np.argsort(-np.bincount(place[taken.item]))[:64] if len(taken.item) else np.zeros(0)
    column = np.full(place.max(initial=0) + 1, -1)
    column[groups.astype(np.int64)] = np.arange(len(groups))
    item = np.flatnonzero(column[place] >= 0)
    member = csr_matrix(
        (np.ones(len(item)), (item, column[place[item]])), shape=(taken.items, max(len(groups), 1))
    )
    mix = np.sqrt((taken.faded @ member).toarray())
    return np.asarray(mix / np.maximum(np.linalg.norm(mix, axis=1, keepdims=True), 1e-12))


def _clusters(mix: Array) -> Array:
    """Return the cluster of each row; the same rows always come into the same clusters."""
    centres = mix[_spread(mix)]
    nearest = np.zeros(len(mix), np.int64)
    for _ in range(ROUNDS):
        nearest = np.argmax(mix @ centres.T - (centres**2).sum(axis=1) / 2, axis=1)
        size = np.bincount(nearest, minlength=len(centres))
        for one in np.flatnonzero(size):
            centres[one] = mix[nearest == one].mean(axis=0)
    return nearest


def _spread(mix: Array) -> Array:
    """Return rows to start from: the first, then always the one farthest from those taken."""
    chosen = [0] if len(mix) else []
    distance = np.full(len(mix), np.inf)
    while chosen and len(chosen) < min(SEGMENTS, len(mix)):
        distance = np.minimum(distance, ((mix - mix[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(np.argmax(distance)))
    return np.array(chosen, np.int64)
