"""From a raw score to a probability that keeps its word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

ROUNDS = 100
HALVINGS = 30
# In log odds; a mean that needs more is 0 or 1 to the last digit.
FARTHEST_SHIFT = 100.0


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return ``1 / (1 + exp(-z))`` without overflow, shape of `z`."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -z)))


@dataclass(frozen=True)
class Platt:
    """The probability ``sigmoid(slope * raw + intercept)``; the defaults leave a logit as it is.

    Parameters
    ----------
    slope
        0 or more, so that the order of the raw scores is not turned round.
    intercept
        The logit where the raw score is 0.

    References
    ----------
    Platt (1999), "Probabilistic outputs for support vector machines".
    """

    slope: float = 1.0
    intercept: float = 0.0

    @classmethod
    def of_rate(cls, raw: np.ndarray, y: np.ndarray) -> Self:
        """Return a Platt of slope 1 that gives the mean raw score the rate of `y`.

        The rate is ``(positives + 1/2) / (n + 1)``, which is neither 0 nor 1.
        """
        rate = (np.count_nonzero(y) + 0.5) / (len(y) + 1)
        return cls(1.0, float(np.log(rate / (1 - rate)) - np.mean(raw)))

    def logit(self, raw: np.ndarray) -> np.ndarray:
        """Return the calibrated log odds."""
        return self.slope * raw + self.intercept

    def probability(self, raw: np.ndarray) -> np.ndarray:
        """Return the calibrated probability, in [0, 1]."""
        return sigmoid(self.logit(raw))


def shift_to_rate(logit: np.ndarray, rate: float, weight: np.ndarray | None = None) -> float:
    """Return what to add to log odds so that their mean probability is `rate`.

    Parameters
    ----------
    logit
        Log odds, shape (n,).
    rate
        In (0, 1).
    weight
        How much each row counts, shape (n,); None counts all alike.
    """
    from scipy.optimize import brentq

    def excess(shift: float) -> float:
        return float(np.average(sigmoid(logit + shift), weights=weight)) - rate

    return float(brentq(excess, -FARTHEST_SHIFT, FARTHEST_SHIFT))


def shifts_of_windows(logits: Sequence[np.ndarray], yes: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return what to add to log odds so that their mean is the rate of their window.

    What is then learnt from several windows is learnt within them: a rate that went up or down in
    between says nothing of who is likelier. A single window has nothing to be told apart from.

    Parameters
    ----------
    logits
        Log odds of each window, by each of k who say some, shape (n, k).
    yes
        Whether the label is positive, shape (n,), of both kinds in each window.

    Returns
    -------
    list
        One array of a window, shape (k,); noughts for a single window.
    """
    if len(logits) == 1:
        return [np.zeros(logits[0].shape[1])]
    return [
        np.array([shift_to_rate(column, float(np.mean(one))) for column in logit.T])
        for logit, one in zip(logits, yes, strict=True)
    ]


def fit_platt(raw: np.ndarray, y: np.ndarray, otherwise: Platt) -> Platt:
    """Return the Platt scaling that fits labels `y` best by logistic regression on `raw`.

    Parameters
    ----------
    raw
        Raw scores, shape (n,).
    y
        Whether the label is positive, shape (n,).
    otherwise
        What to return where all labels are alike or a higher score does not mean a likelier
        label: there is nothing to learn then but a changed order.
    """
    positives = int(np.count_nonzero(y))
    if positives in (0, len(y)) or np.ptp(raw) == 0:
        return otherwise
    spread = float(np.std(raw))
    centre = float(np.mean(raw))
    slope, intercept = _newton((raw - centre) / spread, _targets(y, positives))
    if slope <= 0:
        return otherwise
    return Platt(slope / spread, intercept - slope * centre / spread)


def _targets(y: np.ndarray, positives: int) -> np.ndarray:
    # Platt's targets instead of 0 and 1: with them even a perfect separation has a finite slope.
    negatives = len(y) - positives
    return np.where(y, (positives + 1) / (positives + 2), 1 / (negatives + 2))


def _newton(x: np.ndarray, t: np.ndarray) -> tuple[float, float]:
    # Sums instead of products of matrices: BLAS adds up in as many parts as it has threads, so that
    # the last digits would depend on the machine.
    beta = np.array([0.0, np.log(t.mean() / (1 - t.mean()))])
    loss = _loss(beta[0] * x + beta[1], t)
    for _ in range(ROUNDS):
        p = sigmoid(beta[0] * x + beta[1])
        w = p * (1 - p)
        across = np.sum(w * x)
        curvature = np.array([[np.sum(w * x * x), across], [across, np.sum(w)]]) + 1e-12 * np.eye(2)
        step = np.linalg.solve(curvature, [np.sum((p - t) * x), np.sum(p - t)])
        for _ in range(HALVINGS):
            slope, intercept = beta - step
            if _loss(slope * x + intercept, t) <= loss:
                break
            step = step / 2
        beta = beta - step
        loss = _loss(beta[0] * x + beta[1], t)
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[0]), float(beta[1])


def _loss(z: np.ndarray, t: np.ndarray) -> float:
    return float(np.sum(np.logaddexp(0.0, z) - t * z))
