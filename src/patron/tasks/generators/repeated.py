"""Whether an item is one that people come back to."""

from typing import ClassVar, Literal

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken

# As if so many more takers had taken it once only.
ONCE_ONLY = 5


class Repeated(Generator):
    """Share of the takers of the horizon before the last one who took it in the last one too."""

    proposes: ClassVar[Literal["taken", "new", "any"]] = "any"

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        before = taken.counted(lambda age: (age >= 1) & (age < 2)) > 0
        again = np.asarray(before.multiply(taken.recent > 0).sum(axis=0), np.float64).ravel()
        self.share = (again / (before.getnnz(axis=0) + ONCE_ONLY)).astype(np.float32)

    def everybody(self) -> Array:
        """Return the share of each item."""
        return np.asarray(self.share)

    def score(self, customers: Array) -> Array:
        """Return the share of each item."""
        return np.tile(self.share, (len(customers), 1))
