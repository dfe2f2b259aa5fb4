"""How many different ones."""

from typing import Literal

import numpy as np

from patron.features.base import Aggregate, Tallied, Tally, WindowFeature
from patron.features.where import TextColumn


class Distinct(WindowFeature):
    """Number of different values; 0 if there were no interactions.

    Parameters
    ----------
    column
        ``day`` (of occurrence, UTC), ``basket``, ``item``, ``channel``, ``offer``, ``kind`` or a
        level of ITEMS (``department``, ``category``, ``subcategory``, ``brand``).
    """

    column: TextColumn | Literal["day"]

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the number of different days or values."""
        aggregate: Aggregate = "days" if self.column == "day" else "distinct"
        return (self.tally(aggregate, None if self.column == "day" else self.column),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the number of different values in the window."""
        return past.of(self)[0]

    def wording(self) -> str:
        """Return, for example, "purchases on {value} different days in the last 30 days"."""
        things = {"day": "days", "category": "categories", "subcategory": "kinds of item"}
        name = things.get(self.column, self.column + "s")
        return f"{self.what()} of {{value}} different {name} {self.when()}".replace(
            "of {value} different days", "on {value} different days"
        )
