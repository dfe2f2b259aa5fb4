"""How even a mix is."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.spoken import spoken_share
from patron.features.where import TextColumn


class Mix(WindowFeature):
    """Evenness of the mix of a text column's values: 0 if all are the same, 1 if evenly spread.

    The Shannon entropy of the values, divided by the logarithm of how many different ones there
    are (Pielou, 1966, "The measurement of diversity in different types of biological
    collections", Journal of Theoretical Biology 13). Unknown if there were none.

    Parameters
    ----------
    column
        ``basket``, ``item``, ``channel``, ``offer``, ``kind`` or a level of ITEMS
        (``department``, ``category``, ``subcategory``, ``brand``).
    """

    column: TextColumn

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the entropy and the number of different values."""
        return (self.tally("entropy", self.column), self.tally("distinct", self.column))

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the normalised entropy in the window."""
        entropy, distinct = past.of(self)
        # One value has an entropy of 0, whatever it is divided by.
        most = np.where(distinct == 1, 1.0, np.log(np.maximum(distinct, 1)))
        return divide(entropy, np.where(distinct == 0, 0.0, most))

    def wording(self) -> str:
        """Return, for example, "purchases spread evenly over every channel to {value} ..."."""
        return (
            f"{self.what()} {self.when()} that are {{value}} evenly spread over each {self.column}"
        )

    def say_number(self, value: float) -> str:
        """Return the evenness in per cent."""
        return spoken_share(value)
