"""They will go on spending as they did."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from patron.models.formula import Formula


class MeanSpend(Formula):
    """The mean spend per day so far, times the days of the horizon.

    A customer younger than the horizon is taken to be as old as it: one purchase on the first day
    is expected once more, not every day. Who has never spent has 0. It does not answer beside a
    model's trees: it never stops expecting those who have left.

    Parameters
    ----------
    total
        Column with everything spent so far.
    age
        Column with the days since the first purchase.
    """

    may_stand_beside: ClassVar[bool] = False

    total: str
    age: str

    def columns(self) -> tuple[str, ...]:
        """Return the two columns."""
        return (self.total, self.age)

    def learn(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> dict[str, Any]:
        """Return the days of the horizon."""
        return {"horizon_days": horizon_days}

    def apply(self, learnt: Mapping[str, Any], columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the expected spend in the horizon, in the unit of `total`, shape (n,)."""
        total = np.nan_to_num(np.asarray(columns[self.total], dtype=np.float64))
        # The larger of the two, or the horizon where the age is NaN.
        horizon_days = learnt["horizon_days"]
        age = np.fmax(np.asarray(columns[self.age], dtype=np.float64), horizon_days)
        return np.asarray(total / age * horizon_days)
