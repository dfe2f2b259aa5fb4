"""What an uplift learner learns from: who got what at random, and what came of it."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from patron.errors import ModelError


@dataclass(frozen=True)
class Experiment:
    """Customers, what each was offered, and what each did then.

    Parameters
    ----------
    X
        Features known before the offer, shape (n, f); NaN where unknown.
    treatment
        0 for no offer, 1 … k for each of the k offers, shape (n,).
    y
        Outcome after it, such as a visit (0 or 1) or money, shape (n,).
    propensity
        Probability with which each customer could get each of 0 … k, shape (n, k + 1), or with
        which they got what they got, shape (n,). None stands for a draw in which all customers
        had the same chances: the shares of the rows.
    customers
        Whose each row is, shape (n,), where some have several; a bootstrap draws them together.
    """

    X: np.ndarray
    treatment: np.ndarray
    y: np.ndarray
    propensity: np.ndarray | None = None
    customers: np.ndarray | None = None

    @property
    def treatments(self) -> int:
        """Number of offers, k."""
        return int(self.treatment.max())

    def taken(self) -> np.ndarray:
        """Return the probability with which each customer got what they got, shape (n,)."""
        if self.propensity is None:
            return np.asarray(self.shares()[self.treatment])
        if self.propensity.ndim == 1:
            return self.propensity
        return np.asarray(self.propensity[np.arange(len(self.y)), self.treatment])

    def shares(self) -> np.ndarray:
        """Return the mean probability of each of 0 … k, shape (k + 1,)."""
        if self.propensity is not None and self.propensity.ndim == 2:
            return np.asarray(self.propensity.mean(axis=0))
        return np.bincount(self.treatment, minlength=self.treatments + 1) / len(self.y)

    def rows(self, wanted: np.ndarray) -> Self:
        """Return the experiment of the `wanted` rows (a mask or places)."""
        chances = None if self.propensity is None else self.propensity[wanted]
        whose = None if self.customers is None else self.customers[wanted]
        return replace(
            self,
            X=self.X[wanted],
            treatment=self.treatment[wanted],
            y=self.y[wanted],
            propensity=chances,
            customers=whose,
        )

    def against(self, arm: int) -> Self:
        """Return the experiment in which 0 and `arm` change places: effects are against `arm`."""
        place = np.arange(self.treatments + 1)
        place[[0, arm]] = arm, 0
        chances = self.propensity
        if chances is not None and chances.ndim == 2:
            chances = chances[:, place]
        return replace(self, treatment=place[self.treatment], propensity=chances)

    def check(self) -> Self:
        """Return the experiment, its columns as numbers.

        Raises
        ------
        ModelError
            If lengths differ, an offer has no rows, an outcome is missing, or somebody could
            not have got what they got.
        """
        X = np.asarray(self.X, dtype=np.float64)
        treatment, y = np.asarray(self.treatment), np.asarray(self.y, dtype=np.float64)
        if not len(X) == len(treatment) == len(y):
            raise ModelError(
                f"An experiment has {len(X)} rows of features, {len(treatment)} of treatment and "
                f"{len(y)} of outcome, but must have as many of each."
            )
        if not np.isfinite(y).all():
            raise ModelError(f"{np.count_nonzero(~np.isfinite(y))} outcomes are not finite.")
        treatment = _whole(treatment)
        propensity = self.propensity
        if propensity is not None:
            propensity = _possible(np.asarray(propensity, dtype=np.float64), treatment)
        return replace(self, X=X, treatment=treatment, y=y, propensity=propensity)


def _whole(treatment: np.ndarray) -> np.ndarray:
    whole = treatment.astype(np.int64)
    if len(whole) == 0 or (whole != treatment).any() or whole.min() < 0 or whole.max() < 1:
        raise ModelError("A treatment must be 0 for none or 1 … k, with rows of 0 and of 1.")
    rows = np.bincount(whole)
    if (rows == 0).any():
        raise ModelError(
            f"Treatment {int(rows.argmin())} has no rows, but all of 0 … {len(rows) - 1} must."
        )
    return np.asarray(whole)


def _possible(propensity: np.ndarray, treatment: np.ndarray) -> np.ndarray:
    wanted = (len(treatment), int(treatment.max()) + 1)
    if propensity.shape == wanted[:1]:
        if propensity.min() <= 0 or propensity.max() > 1:
            raise ModelError(
                f"A propensity must be above 0 and at most 1; found {propensity.min()} to "
                f"{propensity.max()}."
            )
        return propensity
    if propensity.shape != wanted:
        raise ModelError(f"The propensities have shape {propensity.shape}, but must have {wanted}.")
    least = float(propensity.min())
    if least <= 0 or not np.allclose(propensity.sum(axis=1), 1):
        raise ModelError(
            f"The propensities of a customer must be above 0 and add up to 1; the least is {least}."
        )
    return propensity
