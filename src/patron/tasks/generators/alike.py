"""What customers with the same tastes take."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken
from patron.tasks.generators.weighted import weighted

# Everybody is compared with so many customers at most, those with the fullest past, and believes
# the nearest of them.
COMPARED, NEAREST = 3_000, 200


class Alike(Generator):
    """Share of the 200 customers most alike who took the item in the last horizon, by likeness.

    Each customer is compared with 3,000 others at most, so that the work is linear in customers.

    References
    ----------
    Herlocker et al. (1999), "An Algorithmic Framework for Performing Collaborative Filtering",
    SIGIR.
    """

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        self.rows = weighted(taken)
        full = np.argsort(-np.asarray(taken.ever.sum(axis=1)).ravel(), kind="stable")
        self.others = np.sort(full[:COMPARED])
        self.turned = self.rows[self.others].T.tocsr()
        self.took = (taken.recent[self.others] > 0).astype(np.float32)

    def score(self, customers: Array) -> Array:
        """Return the share of each item."""
        likeness = np.asarray((self.rows[customers] @ self.turned).toarray(), np.float32)
        likeness[customers[:, None] == self.others] = 0.0
        if likeness.shape[1] > NEAREST:
            low = np.argpartition(-likeness, NEAREST, axis=1)[:, NEAREST:]
            np.put_along_axis(likeness, low, 0.0, axis=1)
        total = np.maximum(likeness.sum(axis=1, keepdims=True), 1e-9)
        return np.asarray((self.took.T @ likeness.T).T / total, np.float32)
