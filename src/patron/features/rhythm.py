"""How regularly."""

from typing import Literal

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.history import MICROSECONDS_A_DAY


class Rhythm(WindowFeature):
    """Mean or spread of the gaps, in days, between days with an interaction.

    Several interactions on one day (the lines of a till receipt, say) are one. Unknown for
    fewer than two days; the spread is the population standard deviation of the gaps.

    Parameters
    ----------
    of
        ``mean``, ``spread``, or ``overdue``: the days since the last such day, divided by the
        mean gap (above 1 means later than usual).
    """

    of: Literal["mean", "spread", "overdue"] = "mean"

    finish_looks_at = ("of",)

    def tallies(self) -> tuple[Tally, ...]:
        """Return the days, their squared gaps, the first and the last time."""
        return (
            self.tally("days"),
            self.tally("gap_squares"),
            self.tally("first"),
            self.tally("last"),
        )

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the figure of the gaps in the window."""
        days, squares, first, last = past.of(self)
        gaps = np.maximum(days - 1, 0)
        whole_days = np.floor(last / MICROSECONDS_A_DAY) - np.floor(first / MICROSECONDS_A_DAY)
        mean = divide(whole_days, gaps)
        if self.of == "mean":
            return mean
        if self.of == "overdue":
            return divide((past.cutoffs - last) / MICROSECONDS_A_DAY, mean)
        return np.asarray(np.sqrt(np.maximum(divide(squares, gaps) - mean**2, 0.0)))

    def wording(self) -> str:
        """Return, for example, "usually {value} days between purchases"."""
        if self.of == "overdue":
            return (
                f"the pause since the last {self.what(plural=False)} is {{value}} usual gaps long"
            )
        if self.of == "mean":
            return f"usually {{value}} days between {self.what()} {self.when()}"
        return f"gaps between {self.what()} {self.when()} that differ by {{value}} days"

    def say_missing(self) -> str:
        """Return that there were too few to have a gap."""
        return f"fewer than two days with {self.what()} {self.when()}"
