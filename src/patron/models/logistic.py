"""Logistic regression on a few columns, such as recency, frequency and monetary value."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from pydantic import Field

from patron.models.calibration import sigmoid
from patron.models.formula import Formula


class Logistic(Formula):
    """The probability of a label above 0 by logistic regression on earlier cutoffs.

    Columns that are never negative are taken as ``log(1 + x)``; all are standardised, and a
    missing value is the median.

    Parameters
    ----------
    of
        Columns to regress on.
    """

    of: tuple[str, ...] = Field(min_length=1)

    def columns(self) -> tuple[str, ...]:
        """Return the columns to regress on."""
        return self.of

    def learn(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> dict[str, Any]:
        """Return the coefficients and how columns are prepared for them.

        Where all earlier labels are alike they are 0, and the probability is
        ``(positives + 1/2) / (m + 1)`` for everybody.
        """
        from sklearn.linear_model import LogisticRegression

        positive = np.asarray(labels) > 0
        preparation = _Preparation.of(self._table(past))
        learnt = {name: values.tolist() for name, values in asdict(preparation).items()}
        if positive.all() or not positive.any():
            rate = (np.count_nonzero(positive) + 0.5) / (len(positive) + 1)
            return {**learnt, "slopes": [0.0] * len(self.of), "rate": float(rate)}
        model = LogisticRegression(max_iter=1000).fit(
            preparation.apply(self._table(past)), positive
        )
        rate = sigmoid(model.intercept_)[0]
        return {**learnt, "slopes": model.coef_[0].tolist(), "rate": float(rate)}

    def apply(self, learnt: Mapping[str, Any], columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the probability of a label above 0, shape (n,), in (0, 1)."""
        parts = {name: np.array(learnt[name]) for name in ("median", "logged", "mean", "deviation")}
        prepared = _Preparation(**parts).apply(self._table(columns))
        rate = learnt["rate"]
        logit = np.full(len(prepared), np.log(rate / (1 - rate)))
        # Column by column, so that a row is answered alone as among many.
        for slope, column in zip(learnt["slopes"], prepared.T, strict=True):
            logit += slope * column
        return sigmoid(logit)

    def _table(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in self.of])


@dataclass(frozen=True)
class _Preparation:
    """What makes columns fit for a regression, learnt at the earlier cutoffs."""

    median: np.ndarray
    logged: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(cls, table: np.ndarray) -> Self:
        known = ~np.isnan(table)
        # A column without any value is 0 for everybody.
        table = np.where(known.any(axis=0), table, 0.0)
        median = np.nanmedian(table, axis=0)
        table = np.where(np.isnan(table), median, table)
        logged = table.min(axis=0) >= 0
        table = _logarithm(table, logged)
        deviation = table.std(axis=0)
        deviation = np.where(deviation > 0, deviation, 1.0)
        return cls(median, logged, table.mean(axis=0), deviation)

    def apply(self, table: np.ndarray) -> np.ndarray:
        filled = np.where(np.isnan(table), self.median, table)
        return np.asarray((_logarithm(filled, self.logged) - self.mean) / self.deviation)


def _logarithm(table: np.ndarray, logged: np.ndarray) -> np.ndarray:
    return np.where(logged, np.log1p(np.maximum(table, 0.0)), table)
