"""How long a customer already."""

from typing import Literal

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.history import MICROSECONDS_A_DAY


class Tenure(WindowFeature):
    """Days from the first interaction to the cutoff, or to the last one; unknown if none.

    Parameters
    ----------
    until
        ``cutoff``, or ``last`` for the days from first to last (the recency and age of the BTYD
        literature, in days).
    """

    until: Literal["cutoff", "last"] = "cutoff"

    finish_looks_at = ("until",)

    def tallies(self) -> tuple[Tally, ...]:
        """Return the times of the first and the last row."""
        return (self.tally("first"), self.tally("last"))

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the days since the first interaction in the window."""
        first, last = past.of(self)
        end = last if self.until == "last" else past.cutoffs
        return divide(end - first, np.full(len(first), float(MICROSECONDS_A_DAY)))

    def wording(self) -> str:
        """Return, for example, "the first purchase was {value} days ago"."""
        if self.until == "last":
            return f"{{value}} days between the first and the last {self.what(plural=False)}"
        return f"the first {self.what(plural=False)} was {{value}} days ago"

    def say_missing(self) -> str:
        """Return that there was none."""
        return f"no {self.what(plural=False)} {self.when()}"
