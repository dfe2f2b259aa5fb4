"""One figure by another."""

from typing import Literal, get_args

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.spoken import spoken_share
from patron.features.where import MONEY, NumberColumn, TextColumn, Where


class Ratio(WindowFeature):
    """Sum of a number column (or number of interactions), divided by something counted.

    Parameters
    ----------
    column
        Number column whose sum is divided; None divides the number of interactions.
    per
        What divides: ``day`` (with an interaction), ``basket``, ``item`` or another text column
        for its number of different values; ``amount`` or another number column for its sum;
        ``interaction`` for their number.
    among
        Interactions that divide, if others than those that are divided.
    unit
        Whether a reason says the ratio as a number or in per cent.
    """

    column: NumberColumn | None = None
    per: TextColumn | NumberColumn | Literal["day", "interaction"]
    among: Where | None = None
    unit: Literal["number", "percent"] = "number"

    finish_looks_at = ()

    @property
    def is_money(self) -> bool:
        """Whether money is divided, and by a number of things."""
        return self.column in MONEY and self.per not in get_args(NumberColumn)

    def tallies(self) -> tuple[Tally, ...]:
        """Return what is divided and what divides."""
        above = self.tally("count") if self.column is None else self.tally("sum", self.column)
        where = self.where if self.among is None else self.among
        if self.per == "interaction":
            below = Tally("count", None, where, self.window)
        elif self.per == "day":
            below = Tally("days", None, where, self.window)
        elif self.per in get_args(NumberColumn):
            below = Tally("sum", self.per, where, self.window)
        else:
            below = Tally("distinct", self.per, where, self.window)
        return (above, below)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the ratio in the window; unknown if the divisor is 0."""
        above, below = past.of(self)
        return divide(above, below)

    def wording(self) -> str:
        """Return, for example, "{value} of amount per basket in the last 30 days"."""
        above = self.what() if self.column is None else self.column
        return f"{{value}} of {above} per {self.per} {self.when()}"

    def say_number(self, value: float) -> str:
        """Return the ratio, in per cent where it is one."""
        return spoken_share(value) if self.unit == "percent" else super().say_number(value)
