"""How true a probability is."""

import numpy as np

from patron.models.metrics.mass import ratio, share_below, ties, weights_of

# A probability of 0 or 1 that turns out wrong would cost without bound.
LEAST = 1e-15


def log_loss(y: np.ndarray, p: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the mean negative log likelihood of labels `y` (above 0 is positive), in nats."""
    weights = weights_of(y, weights)
    p = np.clip(p, LEAST, 1 - LEAST)
    loss = -np.where(y > 0, np.log(p), np.log1p(-p))
    return ratio(weights @ loss, weights.sum())


def brier(y: np.ndarray, p: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the mean squared difference of probability and label, in [0, 1]."""
    weights = weights_of(y, weights)
    return ratio(weights @ ((y > 0) - p) ** 2, weights.sum())


def average_precision(y: np.ndarray, score: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the mean precision over the positives found, from the highest score down."""
    weights = weights_of(y, weights)
    found = ties(score, weights)
    positive = found.sums(weights * (y > 0))[::-1]
    taken = np.cumsum(found.mass[::-1])
    precision = np.divide(np.cumsum(positive), taken, out=np.zeros_like(taken), where=taken > 0)
    return ratio(positive @ precision, positive.sum())


def expected_calibration_error(
    y: np.ndarray, p: np.ndarray, weights: np.ndarray | None = None, bins: int = 10
) -> float:
    """Return the mean distance of mean probability and rate of positives over bins of equal mass.

    Parameters
    ----------
    y
        Labels; above 0 is positive. Shape (n,).
    p
        Probabilities, shape (n,).
    weights
        How often each row counts, shape (n,).
    bins
        Number of bins; equal probabilities are in the same bin.

    References
    ----------
    Roelofs et al. (2022), "Mitigating Bias in Calibration Error Estimation", AISTATS: bins of
    equal mass.
    """
    weights = weights_of(y, weights)
    bin_ = np.minimum((bins * share_below(p, weights)).astype(np.int64), bins - 1)
    surplus = np.bincount(bin_, weights * (p - (y > 0)), minlength=bins)
    return ratio(np.abs(surplus).sum(), weights.sum())
