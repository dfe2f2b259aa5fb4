"""For how long already they keep to one value."""

from typing import Literal

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature
from patron.features.where import TextColumn
from patron.history import MICROSECONDS_A_DAY


class Loyalty(WindowFeature):
    """Days since the favourite value became the favourite, or since the newest one came.

    Interactions before the window count for neither. Unknown if no interaction has a value.

    Parameters
    ----------
    column
        ``basket``, ``item``, ``channel``, ``offer``, ``kind`` or a level of ITEMS
        (``department``, ``category``, ``subcategory``, ``brand``).
    of
        ``favourite``: days since which no other value has been more frequent than the one that
        is most frequent now (of several, the one that was so first). ``newest``: days since the
        first interaction of those, up to the last one, that all have its value.
    """

    column: TextColumn
    of: Literal["favourite", "newest"] = "favourite"

    def tallies(self) -> tuple[Tally, ...]:
        """Return none: which value holds is seen from the rows themselves."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that filter and value are of."""
        return (self.column, *self.where.wanted())

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the days up to the cutoff."""
        since = past.held_since(self.where, self.window, self.column, self.of == "favourite")
        return np.asarray((past.cutoffs - since) / MICROSECONDS_A_DAY)

    def wording(self) -> str:
        """Return, for example, "the same favourite channel of purchases for {value} days"."""
        if self.of == "favourite":
            return f"the same favourite {self.column} of {self.what()} for {{value}} days"
        return f"no other {self.column} of {self.what()} for {{value}} days"

    def say_missing(self) -> str:
        """Return that there was none."""
        return f"no {self.what(plural=False)} {self.when()} with a {self.column}"
