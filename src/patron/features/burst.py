"""Whether more happens just now than their own rhythm would let expect."""

from datetime import timedelta

import numpy as np
from pydantic import Field

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.history import MICROSECONDS_A_DAY


class Burst(WindowFeature):
    """Days with an interaction in the window, by as many as the own mean gap lets expect.

    1 means as usual, 0 nothing just now, 3 three times as busy. The mean gap is that between all
    days with an interaction so far, as in the feature type ``rhythm``; unknown for fewer than
    two days.
    """

    window: timedelta = Field(gt=timedelta(0))

    finish_looks_at = ("window",)

    def tallies(self) -> tuple[Tally, ...]:
        """Return the days in the window, and days, first and last time of the whole past."""
        ever = self.where
        return (
            self.tally("days"),
            Tally("days", None, ever),
            Tally("first", None, ever),
            Tally("last", None, ever),
        )

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the ratio of the days there were to those expected."""
        recent, days, first, last = past.of(self)
        span = np.floor(last / MICROSECONDS_A_DAY) - np.floor(first / MICROSECONDS_A_DAY)
        gap = divide(span, np.maximum(days - 1, 0))
        return np.asarray(recent * gap / (self.window / timedelta(days=1)))

    def wording(self) -> str:
        """Return, for example, "purchases in the last 7 days {value} times as often as usual"."""
        return f"{self.what()} {self.when()} {{value}} times as often as their own rhythm"

    def say_missing(self) -> str:
        """Return that there were too few to have a rhythm."""
        return f"fewer than two days with {self.what()} so far"
