"""New items, and items that many try now."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken


class Fresh(Generator):
    """Customers who took the item for the first time in the last horizon.

    So an item that has only just come is found, though few have taken it so far.
    """

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        first = taken.recent.getnnz(axis=0) - (taken.recent > 0).multiply(taken.before > 0).sum(0)
        self.first = np.asarray(first, np.float32).ravel()

    def everybody(self) -> Array:
        """Return the number of first takers of each item."""
        return self.first

    def score(self, customers: Array) -> Array:
        """Return the number of first takers of each item."""
        return np.tile(self.first, (len(customers), 1))
