"""One feature is the score: the recency rule, popularity, an own favourite."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from patron.models.formula import Formula
from patron.models.logistic import Logistic


class Column(Formula):
    """One feature column as it is.

    Parameters
    ----------
    column
        Name of the column.
    descending
        Whether a lower value makes a higher score.
    missing
        What stands for NaN, in the unit of the column.
    """

    column: str
    descending: bool = False
    missing: float

    def columns(self) -> tuple[str, ...]:
        """Return the one column."""
        return (self.column,)

    def as_probability(self) -> Formula:
        """Return logistic regression on the one column, under the same name.

        What is missing is the median there, and not `missing`, which need not be a likely value.
        """
        return Logistic(name=self.name, of=(self.column,))

    def learn(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> dict[str, Any]:
        """Return nothing: there is nothing to learn."""
        return {}

    def apply(self, learnt: Mapping[str, Any], columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the column, or its negative if `descending`, shape (n,)."""
        values = np.asarray(columns[self.column], dtype=np.float64)
        values = np.where(np.isnan(values), self.missing, values)
        return -values if self.descending else values
