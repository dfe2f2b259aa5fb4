"""Purchases by BG/NBD and their value by Gamma-Gamma, as a naive formula.

The mathematics is in `purchase_process` and `spend_process`.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from patron.models.formula import Formula
from patron.models.purchase_process import BetaGeoParameters, fit_beta_geo
from patron.models.spend_process import GammaGammaParameters, fit_gamma_gamma

__all__ = [
    "BetaGeo",
    "BetaGeoParameters",
    "GammaGammaParameters",
    "fit_beta_geo",
    "fit_gamma_gamma",
]


class BetaGeo(Formula):
    """The probability of no purchase, or the expected spend, in the horizon.

    It learns from what the customers asked about did up to the cutoff; earlier cutoffs and labels
    are not looked at. Recency is that of the BTYD literature, from the first to the last purchase;
    the feature of that name counts from the last purchase to the cutoff. Who has never bought
    is taken for somebody who bought once, as long ago as anybody.

    Parameters
    ----------
    frequency
        Column with the days with a repeat purchase.
    recency
        Column with the days from the first to the last purchase.
    age
        Column with the days from the first purchase to the cutoff.
    monetary
        Column with the mean spend per day with a repeat purchase. Only used for the value.
    answers
        Whether the answer is the probability of no purchase or the expected spend.
    """

    frequency: str
    recency: str
    age: str
    monetary: str
    answers: Literal["churn", "value"]

    def columns(self) -> tuple[str, ...]:
        """Return the columns that the answer needs."""
        always = (self.frequency, self.recency, self.age)
        return always if self.answers == "churn" else (*always, self.monetary)

    def answer(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> np.ndarray:
        """Return P(no purchase in the horizon) or the expected spend in it, shape (n,).

        Raises
        ------
        ModelError
            If a fit does not converge.
        """
        frequency, recency, age = self._behaviour(now)
        has_bought = ~np.isnan(np.asarray(now[self.age], dtype=np.float64))
        process = fit_beta_geo(frequency[has_bought], recency[has_bought], age[has_bought])
        if self.answers == "churn":
            return process.p_no_purchase(horizon_days, frequency, recency, age)
        monetary = np.nan_to_num(np.asarray(now[self.monetary], dtype=np.float64))
        # A day of more returns than purchases has no place in the model.
        monetary = np.maximum(monetary, 0.0)
        spend = fit_gamma_gamma(frequency, monetary)
        paying = np.where(monetary > 0, frequency, 0.0)
        purchases = process.expected_purchases(horizon_days, frequency, recency, age)
        return np.asarray(purchases * spend.expected_spend(paying, monetary))

    def _behaviour(
        self, now: Mapping[str, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        age = np.asarray(now[self.age], dtype=np.float64)
        oldest = np.nanmax(age) if not np.isnan(age).all() else 0.0
        age = np.maximum(np.where(np.isnan(age), oldest, age), 0.0)
        frequency = np.maximum(np.nan_to_num(np.asarray(now[self.frequency], dtype=float)), 0.0)
        recency = np.nan_to_num(np.asarray(now[self.recency], dtype=np.float64))
        recency = np.where(frequency > 0, np.clip(recency, 0.0, age), 0.0)
        return frequency, recency, age
