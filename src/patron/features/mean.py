"""How much each time."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.where import MONEY, NumberColumn


class Mean(WindowFeature):
    """Mean of a number column over the interactions that have one; unknown if none has.

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
        """Return the sum of the column and the number of rows that have it."""
        return (self.tally("sum", self.column), self.tally("known", self.column))

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the mean in the window."""
        total, known = past.of(self)
        return divide(total, known)

    def wording(self) -> str:
        """Return, for example, "an average of {value} a purchase in the last 30 days"."""
        return f"an average {self.column} of {{value}} per {self.what(plural=False)} {self.when()}"
