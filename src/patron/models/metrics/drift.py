"""How far what is seen now is from what was seen before."""

from typing import NamedTuple

import numpy as np

BINS = 10
# Counts are smoothed by this much, so that an empty bin does not make the index infinite.
HALF = 0.5


class Drift(NamedTuple):
    """A population stability index, and how much of it chance alone explains.

    Parameters
    ----------
    psi
        Sum over bins of the difference of the shares times the difference of their logarithms.
    chance
        What the sum stays below in 95 of 100 cases where nothing has changed.
    """

    psi: float
    chance: float

    @property
    def is_beyond_chance(self) -> bool:
        """Whether so much would be seen in fewer than 5 of 100 cases if nothing had changed."""
        return self.psi > self.chance


def stability(
    before: np.ndarray,
    now: np.ndarray,
    units: tuple[int, int] | None = None,
    bins: int = BINS,
    looks: int = 1,
) -> Drift:
    """Return the population stability index of some values beside earlier ones.

    Bins hold equally many of the earlier values; unknown values are a bin of their own. The index
    of two samples of one population is distributed like a multiple of chi squared, which says how
    much of it is chance.

    Parameters
    ----------
    before, now
        Values, shape (n,) and (m,); NaN is unknown.
    units
        How many customers the two are of, where some have several rows: rows of one customer tell
        less than rows of many. The numbers of rows if left out.
    bins
        Number of bins of known values.
    looks
        How many such indices are looked at together; chance is taken for all of them (Bonferroni).

    References
    ----------
    Yurdakul, Naranjo (2020), "Statistical properties of the population stability index", Journal
    of Risk Model Validation 14.
    """
    from scipy.stats import chi2

    a, b = _counts(np.asarray(before), np.asarray(now), bins)
    seen = (a + b) > 0
    a, b = a[seen] + HALF, b[seen] + HALF
    p, q = a / a.sum(), b / b.sum()
    n, m = units or (len(before), len(now))
    if len(p) < 2 or not n or not m:
        return Drift(0.0, 0.0)
    chance = chi2.ppf(1 - 0.05 / looks, len(p) - 1) * (1 / n + 1 / m)
    return Drift(float(np.sum((q - p) * np.log(q / p))), float(chance))


def _counts(before: np.ndarray, now: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how many of each lie in each bin, the unknown in the last."""
    known = before[~np.isnan(before)]
    if not len(known):
        known = now[~np.isnan(now)]
    levels = np.linspace(0, 1, bins + 1)[1:-1]
    edges = np.unique(np.quantile(known, levels)) if len(known) else np.zeros(0)
    return _in_bins(before, edges), _in_bins(now, edges)


def _in_bins(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    unknown = np.isnan(values)
    place = np.searchsorted(edges, values[~unknown], side="left")
    counted = np.bincount(place, minlength=len(edges) + 1)
    return np.append(counted, np.count_nonzero(unknown)).astype(np.float64)
