"""How often again: the frequency of the BTYD literature."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature


class Repeats(WindowFeature):
    """Number of days with an interaction after the first such day; 0 if there was none.

    Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24,
    call this frequency.
    """

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the number of different days."""
        return (self.tally("days"),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the number of days less the first one."""
        return np.asarray(np.maximum(past.of(self)[0] - 1, 0))

    def wording(self) -> str:
        """Return, for example, "{value} further days with purchases so far"."""
        return f"{{value}} further days with {self.what()} {self.when()}"
