"""Whether each time is more or less than before."""

from datetime import timedelta

import numpy as np
from pydantic import Field, model_validator

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.where import NumberColumn


class Shift(WindowFeature):
    """Mean of a number column in the window, less that in the longer window before the cutoff.

    For columns that can be below 0, such as sentiment, where a ratio (the feature type
    ``trend``) means nothing. Interactions that lack the number do not count; unknown if the
    window has none that counts.

    Parameters
    ----------
    against
        Length of the longer window, which contains the shorter; None reaches to the start.
    column
        ``amount``, ``quantity``, ``discount`` or ``sentiment``.
    """

    window: timedelta = Field(gt=timedelta(0))
    against: timedelta | None = None
    column: NumberColumn = "sentiment"

    @model_validator(mode="after")
    def _longer(self) -> "Shift":
        if self.against is not None and self.against <= self.window:
            raise ValueError("against must be longer than window")
        return self

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return sum and number of rows in the window and in the longer one."""
        recent = (self.tally("sum", self.column), self.tally("known", self.column))
        longer = [Tally(one.aggregate, one.column, one.where, self.against) for one in recent]
        return (*recent, *longer)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the difference of the means."""
        total, known, longer_total, longer_known = past.of(self)
        return np.asarray(divide(total, known) - divide(longer_total, longer_known))

    def wording(self) -> str:
        """Return, for example, "the sentiment of contacts in the last 30 days up by {value}"."""
        return f"the {self.column} of {self.what()} {self.when()} {{value}} than before"

    def say_number(self, value: float) -> str:
        """Return the difference as more or less."""
        return f"{abs(value):,.2f} {'higher' if value >= 0 else 'lower'}"
