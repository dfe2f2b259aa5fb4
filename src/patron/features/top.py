"""How much goes to their favourite."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature
from patron.features.spoken import spoken_share
from patron.features.where import TextColumn


class Top(WindowFeature):
    """Share of the interactions that fall on the most frequent value (above 0, up to 1).

    Unknown if no interaction has a value.

    Parameters
    ----------
    column
        ``basket``, ``item``, ``channel``, ``offer``, ``kind`` or a level of ITEMS
        (``department``, ``category``, ``subcategory``, ``brand``).
    """

    column: TextColumn

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the share of the most frequent value."""
        return (self.tally("top", self.column),)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the share in the window."""
        [share] = past.of(self)
        return np.where(share > 0, share, np.nan)

    def wording(self) -> str:
        """Return, for example, "{value} of purchases in the last 30 days in one channel"."""
        return f"{{value}} of {self.what()} {self.when()} with the same {self.column}"

    def say_number(self, value: float) -> str:
        """Return the share in per cent."""
        return spoken_share(value)
