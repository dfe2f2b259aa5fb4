"""How evenly each time."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.where import MONEY, NumberColumn


class Spread(WindowFeature):
    """Standard deviation of a number column over the interactions that have it; unknown for none.

    One interaction has a deviation of 0.

    Parameters
    ----------
    column
        ``amount``, ``quantity``, ``discount`` or ``sentiment``. Interactions that lack it do not
        count.
    """

    column: NumberColumn = "amount"

    finish_looks_at = ()

    @property
    def is_money(self) -> bool:
        """Whether the column is one of money."""
        return self.column in MONEY

    def tallies(self) -> tuple[Tally, ...]:
        """Return the sum, the sum of squares and the number of rows that have the column."""
        return (
            self.tally("sum", self.column),
            self.tally("squares", self.column),
            self.tally("known", self.column),
        )

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the population standard deviation in the window."""
        total, squares, known = past.of(self)
        mean = divide(total, known)
        variance = np.maximum(divide(squares, known) - mean**2, 0.0)
        # What is left of equal numbers is rounding, and its root would look like a spread.
        rounding = 1e-12 * divide(squares, known)
        return np.sqrt(np.where(variance <= rounding, 0.0, variance))

    def wording(self) -> str:
        """Return, for example, "purchases that differ by {value} in amount"."""
        return f"{self.what()} {self.when()} that typically differ by {{value}} in {self.column}"
