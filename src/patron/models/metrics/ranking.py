"""How good the first `k` of a ranked list are, for each group on its own.

Every function takes the group, the score and the relevance of each row and returns one value per
group, in the order of ``np.unique(groups)``, so that a bootstrap can resample customers. A group
in which nothing is relevant has NaN. Equal scores count as what a random order of them gives on
average: neither the order of the rows nor a fortunate seed can flatter. A score of minus infinity
says that the row is not on the list: it cannot be found, but counts as relevant if it is.

References
----------
McSherry, Najork (2008), "Computing Information Retrieval Performance Measures Efficiently in the
Presence of Tied Scores", ECIR.
"""

from dataclasses import dataclass

import numpy as np


def recall_at_k(
    groups: np.ndarray, scores: np.ndarray, relevance: np.ndarray, k: int
) -> np.ndarray:
    """Return the share of each group's relevant rows (above 0) among its first `k`."""
    ranked = _ranked(groups, scores, relevance)
    relevant = (ranked.relevance > 0).astype(float)
    return ranked.per_group(relevant * ranked.mean_over_tie(np.ones(k)), relevant)


def hit_rate_at_k(
    groups: np.ndarray, scores: np.ndarray, relevance: np.ndarray, k: int
) -> np.ndarray:
    """Return the probability that a relevant row (above 0) is among each group's first `k`."""
    ranked = _ranked(groups, scores, relevance)
    relevant = (ranked.relevance > 0).astype(float)
    size = ranked.last - ranked.first + 1
    room = ranked.listed * np.clip(k - ranked.first, 0, size)
    in_tie = np.bincount(ranked.tie, relevant)[ranked.tie]
    # Each tie's rows carry its log probability of a miss in equal parts, so that sums multiply.
    miss = np.exp(np.bincount(ranked.group, _log_no_hit(size, room, in_tie) / size))
    found = np.bincount(ranked.group, relevant) > 0
    return np.asarray(np.where(found, 1.0 - miss, np.nan))


def ndcg_at_k(groups: np.ndarray, scores: np.ndarray, relevance: np.ndarray, k: int) -> np.ndarray:
    """Return the discounted gain of each group's first `k` rows, as a share of the best order's.

    The gain of a row is its relevance, the discount of position i (from 1) is ``1 / log2(i + 1)``.

    References
    ----------
    Järvelin, Kekäläinen (2002), "Cumulated Gain-Based Evaluation of IR Techniques", TOIS 20.
    """
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ranked = _ranked(groups, scores, relevance)
    best = _ranked(groups, relevance, relevance)
    gain = ranked.relevance * ranked.mean_over_tie(discounts)
    ideal = np.bincount(best.group, best.relevance * best.mean_over_tie(discounts))
    gained = np.bincount(ranked.group, gain)
    return _share(gained, ideal)


def coverage_at_k(groups: np.ndarray, items: np.ndarray, scores: np.ndarray, k: int) -> int:
    """Return how many different `items` stand among the first `k` of any group.

    Of equal scores the row that comes first is first.
    """
    order = np.lexsort((np.arange(len(scores)), -np.asarray(scores, np.float64), groups))
    group = np.asarray(groups)[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]][: len(group)])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return len(np.unique(np.asarray(items)[order[rank < k]]))


@dataclass(frozen=True)
class _Ranked:
    """Rows by group, the highest score first; positions within a group are from 0."""

    group: np.ndarray
    relevance: np.ndarray
    tie: np.ndarray
    first: np.ndarray
    last: np.ndarray
    listed: np.ndarray

    def mean_over_tie(self, discounts: np.ndarray) -> np.ndarray:
        """Return the mean discount over the positions of each row's tie; 0 where not listed."""
        total = np.r_[0.0, np.cumsum(discounts)]
        end = len(discounts)
        inside = total[np.minimum(self.last + 1, end)] - total[np.minimum(self.first, end)]
        return np.asarray(self.listed * inside / (self.last - self.first + 1))

    def per_group(self, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
        """Return the sum of `top` over that of `bottom` in each group."""
        whole = np.bincount(self.group, bottom)
        part = np.bincount(self.group, top)
        return _share(part, whole)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _ranked(groups: np.ndarray, scores: np.ndarray, relevance: np.ndarray) -> _Ranked:
    group = np.unique(groups, return_inverse=True)[1]
    order = np.lexsort((-np.asarray(scores, dtype=np.float64), group))
    group, score = group[order], np.asarray(scores)[order]
    new_group = np.r_[True, group[1:] != group[:-1]][: len(group)]
    new_tie = new_group | np.r_[True, score[1:] != score[:-1]][: len(group)]
    starts = np.flatnonzero(new_tie)
    tie = np.cumsum(new_tie) - 1
    offset = np.flatnonzero(new_group)[group]
    ends = np.r_[starts[1:], len(group)] - 1
    first, last = starts[tie] - offset, ends[tie] - offset
    return _Ranked(group, np.asarray(relevance)[order], tie, first, last, score > -np.inf)


def _log_no_hit(size: np.ndarray, room: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """Return the log probability that `room` rows drawn from `size` miss all that are relevant."""
    from scipy.special import gammaln

    others = size - relevant
    # Where more rows are drawn than others exist, the first of these is infinite: a certain hit.
    log_orders = gammaln(others - room + 1) + gammaln(size + 1)
    chance = gammaln(others + 1) + gammaln(size - room + 1) - log_orders
    return np.where(relevant > 0, chance, 0.0)
