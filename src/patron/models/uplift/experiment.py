"""What an uplift learner learns from: who got what at random, and what came of it."""

from dataclasses import dataclass
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
        Probability with which each customer could get each of 0 … k, shape (n, k + 1). None
        stands for a draw in which all customers had the same chances: the shares of the rows.
    """

    X: np.ndarray
    treatment: np.ndarray
    y: np.ndarray
    propensity: np.ndarray | None = None

    @property
    def treatments(self) -> int:
        """Number of offers, k."""
        return int(self.treatment.max())

    def chances(self) -> np.ndarray:
        """Return the probability of each of 0 … k for each customer, shape (n, k + 1)."""
        if self.propensity is not None:
            return self.propensity
        share = np.bincount(self.treatment, minlength=self.treatments + 1) / len(self.y)
        return np.broadcast_to(share, (len(self.y), len(share)))

    def rows(self, wanted: np.ndarray) -> Self:
        """Return the experiment of the `wanted` rows (a mask or places)."""
        chances = None if self.propensity is None else self.propensity[wanted]
        return type(self)(self.X[wanted], self.treatment[wanted], self.y[wanted], chances)

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
        return type(self)(X, treatment, y, propensity)


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
    if propensity.shape != wanted:
        raise ModelError(f"The propensities have shape {propensity.shape}, but must have {wanted}.")
    least = float(propensity.min())
    if least <= 0 or not np.allclose(propensity.sum(axis=1), 1):
        raise ModelError(
            f"The propensities of a customer must be above 0 and add up to 1; the least is {least}."
        )
    return propensity
