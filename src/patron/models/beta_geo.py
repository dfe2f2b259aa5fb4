"""Purchases by BG/NBD and their value by Gamma-Gamma, as a naive formula.

The mathematics is in `purchase_process` and `spend_process`.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

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

# Of so many customers the parameters are known to about a hundredth.
MOST_CUSTOMERS = 50_000


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

    def learn(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> dict[str, Any]:
        """Return the parameters of BG/NBD and, for the value, of Gamma-Gamma.

        Raises
        ------
        ModelError
            If a fit does not converge.
        """
        age = np.asarray(now[self.age], dtype=np.float64)
        oldest = float(np.max(age, initial=0.0, where=~np.isnan(age)))
        some = _some(len(age))
        now = {name: np.asarray(now[name])[some] for name in self.columns()}
        has_bought = ~np.isnan(now[self.age])
        frequency, recency, age = self._behaviour(now, oldest)
        process = fit_beta_geo(frequency[has_bought], recency[has_bought], age[has_bought])
        learnt = {"horizon_days": horizon_days, "oldest": oldest, "process": asdict(process)}
        if self.answers == "churn":
            return learnt
        return {**learnt, "spend": asdict(fit_gamma_gamma(frequency, self._monetary(now)))}

    def apply(self, learnt: Mapping[str, Any], columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return P(no purchase in the horizon) or the expected spend in it, shape (n,)."""
        frequency, recency, age = self._behaviour(columns, learnt["oldest"])
        process, horizon_days = BetaGeoParameters(**learnt["process"]), learnt["horizon_days"]
        if self.answers == "churn":
            return process.p_no_purchase(horizon_days, frequency, recency, age)
        monetary = self._monetary(columns)
        paying = np.where(monetary > 0, frequency, 0.0)
        purchases = process.expected_purchases(horizon_days, frequency, recency, age)
        spend = GammaGammaParameters(**learnt["spend"])
        return np.asarray(purchases * spend.expected_spend(paying, monetary))

    def _monetary(self, columns: Mapping[str, np.ndarray]) -> np.ndarray:
        # A day of more returns than purchases has no place in the model.
        return np.asarray(np.maximum(_known(columns[self.monetary], 0.0), 0.0))

    def _behaviour(
        self, columns: Mapping[str, np.ndarray], oldest: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        age = np.maximum(_known(columns[self.age], oldest), 0.0)
        frequency = np.maximum(_known(columns[self.frequency], 0.0), 0.0)
        recency = np.minimum(np.maximum(_known(columns[self.recency], 0.0), 0.0), age)
        return frequency, np.where(frequency > 0, recency, 0.0), age


def _known(column: np.ndarray, otherwise: float) -> np.ndarray:
    """Return a column with a value where there is none."""
    column = np.asarray(column, dtype=np.float64)
    return np.where(np.isnan(column), otherwise, column)


def _some(many: int) -> np.ndarray | slice:
    """Return the places of the customers to learn from, drawn once if there are very many."""
    if many <= MOST_CUSTOMERS:
        return slice(None)
    return np.sort(np.random.default_rng(0).choice(many, MOST_CUSTOMERS, replace=False))
