"""Whether it is more or less than before."""

from datetime import timedelta

import numpy as np
from pydantic import Field, model_validator

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.spoken import spoken_share
from patron.features.where import NumberColumn


class Trend(WindowFeature):
    """Daily rate in the window, relative to the rate in the longer window before the cutoff.

    1 means as ever, 0 nothing any more, 2 twice as much; unknown if there was nothing in the
    longer window either.

    Parameters
    ----------
    against
        Length of the longer window, which contains the shorter.
    column
        Number column that is added up; None counts interactions.
    """

    window: timedelta = Field(gt=timedelta(0))
    against: timedelta
    column: NumberColumn | None = None

    @model_validator(mode="after")
    def _longer(self) -> "Trend":
        if self.against <= self.window:
            raise ValueError("against must be longer than window")
        return self

    finish_looks_at = ("window", "against")

    def tallies(self) -> tuple[Tally, ...]:
        """Return the figure in the window and in the longer one."""
        recent = self.tally("count") if self.column is None else self.tally("sum", self.column)
        return (recent, Tally(recent.aggregate, recent.column, recent.where, self.against))

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the ratio of the daily rates."""
        recent, longer = past.of(self)
        return divide(recent, longer) * (self.against / self.window)

    def wording(self) -> str:
        """Return, for example, "purchases in the last 30 days at {value} of the earlier pace"."""
        days = self.against / timedelta(days=1)
        what = self.what() if self.column is None else f"the {self.column} of {self.what()}"
        return f"{what} {self.when()} at {{value}} of the pace of {days:,.0f} days"

    def say_number(self, value: float) -> str:
        """Return the ratio in per cent."""
        return spoken_share(value)

    def say_missing(self) -> str:
        """Return that there was nothing in the longer window."""
        days = self.against / timedelta(days=1)
        return f"no {self.what()} in the last {days:,.0f} days"
