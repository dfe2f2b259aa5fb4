"""They will go on spending as they did."""

from collections.abc import Mapping

import numpy as np

from patron.models.formula import Formula


class MeanSpend(Formula):
    """The mean spend per day so far, times the days of the horizon.

    A customer younger than the horizon is taken to be as old as it: one purchase on the first day
    is expected once more, not every day. Who has never spent has 0.

    Parameters
    ----------
    total
        Column with everything spent so far.
    age
        Column with the days since the first purchase.
    """

    total: str
    age: str

    def columns(self) -> tuple[str, ...]:
        """Return the two columns."""
        return (self.total, self.age)

    def answer(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> np.ndarray:
        """Return the expected spend in the horizon, in the unit of `total`, shape (n,)."""
        total = np.nan_to_num(np.asarray(now[self.total], dtype=np.float64))
        # The larger of the two, or the horizon where the age is NaN.
        age = np.fmax(np.asarray(now[self.age], dtype=np.float64), horizon_days)
        return np.asarray(total / age * horizon_days)
