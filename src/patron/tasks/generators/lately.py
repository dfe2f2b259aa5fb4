"""What the customer takes these days."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import LATELY, Taken, within


class Lately(Generator):
    """Share of the customer's visits in the last three horizons on which the item was taken."""

    proposes = "taken"

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        self.visits = taken.visits(within(LATELY))

    def score(self, customers: Array) -> Array:
        """Return the share of each item."""
        days = self.taken.lately[customers].toarray()
        return np.asarray(days / np.maximum(self.visits[customers, None], 1), np.float32)
