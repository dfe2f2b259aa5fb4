"""How often: the F of RFM."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature


class Count(WindowFeature):
    """Number of interactions; 0 if there were none."""

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the number of rows."""
        return (self.tally("count"),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the number of interactions in the window."""
        return past.of(self)[0]

    def wording(self) -> str:
        """Return, for example, "{value} purchases in the last 30 days"."""
        return f"{{value}} {self.what()} {self.when()}"
