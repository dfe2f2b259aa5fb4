"""What the customer takes anyway, with its rhythm."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken, fade


class Own(Generator):
    """Share of the customer's visits on which the item was taken; older visits count less.

    A visit counts half after three horizons. Shares of few visits are drawn towards nothing, as if
    there had been one visit more.
    """

    proposes = "taken"

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        self.visits = taken.visits(fade)

    def score(self, customers: Array) -> Array:
        """Return the share of each item."""
        days = self.taken.faded[customers].toarray()
        return np.asarray(days / (1 + self.visits[customers, None]), np.float32)
