"""How much: the M of RFM."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature
from patron.features.where import MONEY, NumberColumn


class Total(WindowFeature):
    """Sum of a number column; 0 if there were no interactions.

    Parameters
    ----------
    column
        ``amount`` (in the currency of the sources), ``quantity``, ``discount`` or ``sentiment``.
    """

    column: NumberColumn = "amount"

    finish_looks_at = ()

    @property
    def is_money(self) -> bool:
        """Whether the column is one of money."""
        return self.column in MONEY

    def tallies(self) -> tuple[Tally, ...]:
        """Return the sum of the column."""
        return (self.tally("sum", self.column),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the sum in the window."""
        return past.of(self)[0]

    def wording(self) -> str:
        """Return, for example, "{value} spent on purchases in the last 30 days"."""
        if self.column == "amount":
            return f"{{value}} spent on {self.what()} {self.when()}"
        return f"{{value}} of {self.column} in {self.what()} {self.when()}"
