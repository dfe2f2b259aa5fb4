"""The most that they ever did at once."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature
from patron.features.where import MONEY, NumberColumn


class Largest(WindowFeature):
    """Largest value of a number column; unknown if there were no interactions.

    Parameters
    ----------
    column
        ``amount``, ``quantity``, ``discount`` or ``sentiment``.
    """

    column: NumberColumn = "amount"

    finish_looks_at = ()

    @property
    def is_money(self) -> bool:
        """Whether the column is one of money."""
        return self.column in MONEY

    def tallies(self) -> tuple[Tally, ...]:
        """Return the maximum of the column."""
        return (self.tally("max", self.column),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the largest value in the window."""
        return past.of(self)[0]

    def wording(self) -> str:
        """Return, for example, "{value} as the largest amount of a purchase so far"."""
        return f"{{value}} as the largest {self.column} of {self.what()} {self.when()}"
