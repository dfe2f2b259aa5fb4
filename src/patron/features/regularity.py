"""In how many of their weeks."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.spoken import spoken_share

WEEK = 7 * 86_400_000_000


class Regularity(WindowFeature):
    """Share of the weeks since the first interaction in the window that had one (up to 1).

    A week is seven days back from the cutoff. Unknown if there was no interaction.
    """

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the weeks with a row and the time of the first one."""
        return (self.tally("weeks"), self.tally("first"))

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the share of weeks."""
        active, first = past.of(self)
        return divide(active, np.floor((past.cutoffs - first) / WEEK) + 1)

    def wording(self) -> str:
        """Return, for example, "purchases in {value} of the weeks since the first one"."""
        return f"{self.what()} {self.when()} in {{value}} of the weeks since the first one"

    def say_number(self, value: float) -> str:
        """Return the share in per cent."""
        return spoken_share(value)
