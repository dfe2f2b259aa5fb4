"""How long ago: the R of RFM."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature
from patron.history import MICROSECONDS_A_DAY


class Recency(WindowFeature):
    """Days from the last interaction to the cutoff; unknown if there was none.

    The marketing meaning. The BTYD literature calls the time from the *first* to the last
    purchase recency instead; see `models.beta_geo`.
    """

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the time of the last row."""
        return (self.tally("last"),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the days since the last interaction in the window."""
        return np.asarray((past.cutoffs - past.of(self)[0]) / MICROSECONDS_A_DAY)

    def wording(self) -> str:
        """Return, for example, "the last purchase was {value} days ago"."""
        return f"the last {self.what(plural=False)} was {{value}} days ago"

    def say_missing(self) -> str:
        """Return that there was none."""
        return f"no {self.what(plural=False)} {self.when()}"
