"""How well a score puts the rows in order."""

import numpy as np

from patron.models.metrics.mass import ratio, share_below, ties, weights_of


def auc(y: np.ndarray, score: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the probability that a positive row scores above a negative one; a tie is half.

    Parameters
    ----------
    y
        Labels; above 0 is positive. Shape (n,).
    score
        Scores, higher for likelier, shape (n,).
    weights
        How often each row counts, shape (n,).
    """
    weights = weights_of(y, weights)
    positive = weights * (y > 0)
    total, positives = weights.sum(), positive.sum()
    above = total * (positive @ share_below(score, weights)) - positives**2 / 2
    return ratio(above, positives * (total - positives))


def normalised_gini(y: np.ndarray, score: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the Gini coefficient of `y` in the order of `score`, 1 for the order of `y` itself.

    0 is what a constant score has; below 0 the order is the wrong way round.

    References
    ----------
    Frees, Meyers, Cummings (2011), "Summarizing Insurance Scores Using a Gini Index", JASA 106.
    """
    weights = weights_of(y, weights)
    return ratio(_gini(y, score, weights), _gini(y, y, weights))


def spearman(y: np.ndarray, score: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return Spearman's rank correlation of `y` and `score`, in [-1, 1]; ties share their ranks."""
    weights = weights_of(y, weights)
    a = share_below(y, weights) - 0.5
    b = share_below(score, weights) - 0.5
    return ratio(float(weights @ (a * b)), float(np.sqrt((weights @ a**2) * (weights @ b**2))))


def top_decile_lift(y: np.ndarray, score: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return how many times denser `y` is in the tenth of the rows that score highest.

    Of a tie at the border, as large a share counts as fits.
    """
    weights = weights_of(y, weights)
    found = ties(score, weights)
    above = weights.sum() - np.cumsum(found.mass)
    room = np.clip(0.1 * weights.sum() - above, 0, found.mass)
    counted = np.divide(room, found.mass, out=np.zeros_like(room), where=found.mass > 0)
    return ratio(counted @ found.sums(weights * y), 0.1 * (weights @ y))


def _gini(y: np.ndarray, score: np.ndarray, weights: np.ndarray) -> float:
    # Without the factor that the numerator and the denominator have in common.
    value = float((weights * y) @ (share_below(score, weights) - 0.5))
    return value if abs(value) > 1e-12 * float(weights @ np.abs(y)) else 0.0
