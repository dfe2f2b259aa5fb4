"""How evenly each time."""

import numpy as np

from patron.features.base import NumberColumn, Tallied, Tally, WindowFeature, divide


class Spread(WindowFeature):
    """Standard deviation of a number column over the interactions; unknown for none, 0 for one.

    Parameters
    ----------
    column
        ``amount``, ``quantity`` or ``discount``. A missing number counts as 0.
    """

    column: NumberColumn = "amount"

    def tallies(self) -> tuple[Tally, ...]:
        """Return the sum, the sum of squares and the number of rows."""
        return (
            self.tally("sum", self.column),
            self.tally("squares", self.column),
            self.tally("count"),
        )

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the population standard deviation in the window."""
        total, squares, count = past.of(self)
        mean = divide(total, count)
        variance = np.maximum(divide(squares, count) - mean**2, 0.0)
        # What is left of equal numbers is rounding, and its root would look like a spread.
        rounding = 1e-12 * divide(squares, count)
        return np.sqrt(np.where(variance <= rounding, 0.0, variance))

    def wording(self) -> str:
        """Return, for example, "purchases that differ by {value} in amount"."""
        return f"{self.what()} {self.when()} that typically differ by {{value}} in {self.column}"
