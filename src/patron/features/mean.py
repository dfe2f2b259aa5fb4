"""How much each time."""

import numpy as np

from patron.features.base import NumberColumn, Tallied, Tally, WindowFeature, divide


class Mean(WindowFeature):
    """Mean of a number column over the interactions; unknown if there were none.

    Parameters
    ----------
    column
        ``amount``, ``quantity`` or ``discount``. A missing number counts as 0.
    """

    column: NumberColumn = "amount"

    def tallies(self) -> tuple[Tally, ...]:
        """Return the sum of the column and the number of rows."""
        return (self.tally("sum", self.column), self.tally("count"))

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the mean in the window."""
        total, count = past.of(self)
        return divide(total, count)

    def wording(self) -> str:
        """Return, for example, "an average of {value} a purchase in the last 30 days"."""
        return f"an average {self.column} of {{value}} per {self.what(plural=False)} {self.when()}"
