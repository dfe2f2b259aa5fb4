"""How sure a share of so many is."""

import numpy as np

from patron.models.metrics.bootstrap import Interval


def share_interval(part: float, whole: float, level: float = 0.95) -> Interval:
    """Return a share and the bounds of Wilson's interval; NaN where there is nothing to share.

    Parameters
    ----------
    part, whole
        How many of how many.
    level
        Probability with which the interval holds the true share, in (0, 1).

    References
    ----------
    Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22.
    """
    from scipy.stats import norm

    if whole <= 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    z = float(norm.ppf((1 + level) / 2))
    share = part / whole
    centre = (share + z**2 / (2 * whole)) / (1 + z**2 / whole)
    half = z * np.sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2)) / (1 + z**2 / whole)
    return Interval(share, max(0.0, float(centre - half)), min(1.0, float(centre + half)))


def mean_interval(values: np.ndarray, level: float = 0.95) -> Interval:
    """Return the mean of some values and its bounds by the normal distribution.

    NaN without a value; without a second one there are no bounds.
    """
    from scipy.stats import norm

    if not len(values):
        return Interval(float("nan"), float("nan"), float("nan"))
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, float("nan"), float("nan"))
    half = float(norm.ppf((1 + level) / 2) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Interval(mean, mean - half, mean + half)
