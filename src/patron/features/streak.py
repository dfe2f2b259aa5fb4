"""How many weeks in a row."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature


class Streak(WindowFeature):
    """Number of weeks in a row, up to the cutoff, with an interaction in each.

    A week is seven days back from the cutoff, whatever the calendar says; 0 if the last seven
    days had none.
    """

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the weeks in a row."""
        return (self.tally("streak"),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the number of weeks."""
        return past.of(self)[0]

    def wording(self) -> str:
        """Return, for example, "purchases in {value} weeks in a row, up to now"."""
        return f"{self.what()} in {{value}} weeks in a row, up to now"
