"""How well a score puts first those whom an offer moves."""

from dataclasses import dataclass

import numpy as np

from patron.models.metrics.mass import ratio, ties, weights_of


def qini(
    y: np.ndarray, treated: np.ndarray, score: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Return the Qini coefficient: what is gained by the order of `score`, a treated row.

    The Qini curve at depth d is what the offer brings if the share d with the highest scores
    gets it: outcomes of the treated there less those of the others there, these scaled to as many
    rows. The coefficient is the mean height of the curve over the straight line from 0 to its
    end, which is what a random order brings, divided by the number of treated rows: it is in the
    unit of `y` a treated customer. Times the treated rows it is the area itself. A random order
    has 0 on average.

    Parameters
    ----------
    y
        Outcome, shape (n,).
    treated
        Whether each row got the offer, by a draw with equal chances, shape (n,).
    score
        Higher for those to whom it should go first, shape (n,); equal scores share their place.
    weights
        How often each row counts, shape (n,).

    References
    ----------
    Radcliffe (2007), "Using control groups to target on predicted lift: building and assessing
    uplift models", Direct Marketing Analytics Journal.
    """
    found = _down(y, treated, score, weights_of(y, weights))
    if found.treated[-1] == 0 or found.others[-1] == 0:
        return float("nan")
    scaled = np.divide(
        found.treated, found.others, out=np.zeros_like(found.others), where=found.others > 0
    )
    curve = found.gained - found.missed * scaled
    depth = (found.treated + found.others) / (found.treated[-1] + found.others[-1])
    area = float(np.sum(np.diff(depth) * (curve[1:] + curve[:-1]) / 2))
    return ratio(area - float(curve[-1]) / 2, float(found.treated[-1]))


def uplift_at(
    y: np.ndarray,
    treated: np.ndarray,
    score: np.ndarray,
    weights: np.ndarray | None = None,
    share: float = 0.3,
) -> float:
    """Return the mean outcome of the treated less that of the others among the highest scores.

    Parameters
    ----------
    y, treated, score, weights
        As for `qini`.
    share
        Which share of all rows counts, in (0, 1]; of a tie at the border as much as fits.
    """
    found = _down(y, treated, score, weights_of(y, weights))
    rows = found.treated + found.others
    wanted = share * rows[-1]
    treated_, others, gained, missed = (
        float(np.interp(wanted, rows, column))
        for column in (found.treated, found.others, found.gained, found.missed)
    )
    return ratio(gained, treated_) - ratio(missed, others)


@dataclass(frozen=True)
class _Down:
    """Sums from the highest score down to each tie, first those over no rows."""

    treated: np.ndarray
    others: np.ndarray
    gained: np.ndarray
    missed: np.ndarray


def _down(y: np.ndarray, treated: np.ndarray, score: np.ndarray, weights: np.ndarray) -> _Down:
    found = ties(np.asarray(score), weights)
    mine = weights * np.asarray(treated, dtype=bool)
    rest = weights - mine
    columns = (mine, rest, mine * y, rest * y)
    return _Down(*(np.r_[0.0, np.cumsum(found.sums(column)[::-1])] for column in columns))
