"""How steady a habit an item is."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken


class Habit(Generator):
    """Share of all the customer's visits on which the item was taken."""

    proposes = "taken"

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        self.visits = taken.visits(np.ones_like)

    def score(self, customers: Array) -> Array:
        """Return the share of each item."""
        days = self.taken.ever[customers].toarray()
        return np.asarray(days / np.maximum(self.visits[customers, None], 1), np.float32)
