"""Whether what is known of them has changed."""

from typing import Literal

import numpy as np

from patron.features.base import Feature, Tallied, Tally
from patron.history import MICROSECONDS_A_DAY


class Change(Feature):
    """Number of times that an attribute became another one so far, or the days since the last.

    The first value known is no change. The number is 0, and the days are unknown, if it never
    changed.

    Parameters
    ----------
    attribute
        Name in ATTRIBUTES.
    of
        ``count`` or ``days``.
    """

    attribute: str
    of: Literal["count", "days"] = "count"

    def tallies(self) -> tuple[Tally, ...]:
        """Return none: attributes are not interactions."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Return that it looks at attributes."""
        return ("attributes",)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the changes known at the cutoff."""
        count, last = past.changes(self.attribute)
        return count if self.of == "count" else (past.cutoffs - last) / MICROSECONDS_A_DAY

    def wording(self) -> str:
        """Return, for example, "{value} changes of address so far"."""
        name = self.attribute.replace("_", " ")
        if self.of == "count":
            return f"{{value}} changes of {name} so far"
        return f"{name} last changed {{value}} days ago"

    def say_missing(self) -> str:
        """Return that it never changed."""
        return f"{self.attribute.replace('_', ' ')} never changed"
