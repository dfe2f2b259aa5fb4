"""Measures of order: how well one number sorts by another."""

import numpy as np

from patron.world.words import Array


def auc(score: Array, label: Array) -> float:
    """Return how often a row with the label scores above one without; 0.5 where one lacks."""
    ranks = _ranks(score)
    positive, negative = int(label.sum()), int((~label).sum())
    if not positive or not negative:
        return 0.5
    above = ranks[label].sum() - positive * (positive + 1) / 2
    return float(above / (positive * negative))


def rank_correlation(x: Array, y: Array) -> float:
    """Return Spearman's correlation; 0 where either is constant."""
    a, b = _ranks(x), _ranks(y)
    spread = a.std() * b.std()
    return float(((a - a.mean()) * (b - b.mean())).mean() / spread) if spread else 0.0


def _ranks(values: Array) -> Array:
    from scipy.stats import rankdata

    return np.asarray(rankdata(values))


def mean_rank_correlation(group: Array, x: Array, y: Array) -> float:
    """Return the mean over groups of the rank correlation within each; ties in order of place."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(group[order]) != 0))
    sizes = np.diff(np.append(starts, len(order)))
    of = np.repeat(np.arange(len(starts)), sizes)
    a, b = (_ranks_within(of, values[order], starts, sizes) for values in (x, y))
    both, left, right = (np.bincount(of, v) for v in (a * b, a * a, b * b))
    some = (left > 0) & (right > 0)
    return float((both[some] / np.sqrt(left[some] * right[some])).mean()) if some.any() else 0.0


def _ranks_within(of: Array, values: Array, starts: Array, sizes: Array) -> Array:
    """Return ranks within groups, less their mean; ties in order of place."""
    order = np.lexsort((values, of))
    ranks = np.empty(len(of))
    ranks[order] = np.arange(len(of)) - np.repeat(starts, sizes)
    return ranks - np.repeat((sizes - 1) / 2, sizes)
