"""What most customers take."""

from typing import ClassVar, Literal

import numpy as np

from patron.tasks.generators.base import Array, Generator


class Popular(Generator):
    """Customers who took the item in the last horizon, the same for everybody."""

    proposes: ClassVar[Literal["taken", "new", "any"]] = "any"

    def everybody(self) -> Array:
        """Return the number of takers of each item."""
        return self.taken.takers.astype(np.float32)

    def score(self, customers: Array) -> Array:
        """Return the number of takers of each item."""
        return np.tile(self.everybody(), (len(customers), 1))
