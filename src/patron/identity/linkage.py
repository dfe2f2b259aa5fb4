"""Groups whose members agree in the mean.

The two groups that agree best join first, as long as the mean over all pairs between them is
enough (average linkage; Sokal and Michener, 1958, "A statistical method for evaluating systematic
relationships"). Groups that are each other's best join in the same round, which ends in the same
groups as one at a time (Murtagh, 1983, "A survey of recent advances in hierarchical clustering").
"""

from dataclasses import dataclass

import numpy as np

Reals = np.ndarray[tuple[int], np.dtype[np.float64]]
Wholes = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Edges:
    """What is known between groups; no pair of groups stands twice.

    Parameters
    ----------
    left, right
        Numbers of the groups, left below right.
    total
        Sum over the pairs of members that are known.
    known
        How many these are.
    """

    left: Wholes
    right: Wholes
    total: Reals
    known: Reals


def average_linkage(edges: Edges, masks: Wholes, unknown: float, enough: float) -> Wholes:
    """Return the group of each node: the smallest of its nodes.

    Parameters
    ----------
    edges
        Between nodes.
    masks
        Of each node: groups that have a bit in common never join.
    unknown
        What a pair counts of which nothing is known.
    enough
        The mean from which two groups join; more than `unknown`.
    """
    group = np.arange(len(masks))
    sizes, masks = np.ones(len(masks)), masks.copy()
    while len(edges.left):
        a, b = edges.left, edges.right
        pairs = sizes[a] * sizes[b]
        mean = (edges.total + (pairs - edges.known) * unknown) / pairs
        open_ = (mean >= enough) & (masks[a] & masks[b] == 0)
        if not open_.any():
            break
        keeps, goes = _each_others_best(a[open_], b[open_], mean[open_], len(masks))
        sizes[keeps] += sizes[goes]
        masks[keeps] |= masks[goes]
        moved = np.arange(len(masks))
        moved[goes] = keeps
        group = moved[group]
        edges = gathered(moved[a], moved[b], edges.total, edges.known)
    return group


def gathered(left: Wholes, right: Wholes, total: Reals, known: Reals) -> Edges:
    """Return edges of which several may have been between the same two groups, or within one."""
    between = left != right
    low = np.minimum(left, right)[between]
    high = np.maximum(left, right)[between]
    pair = low * (int(high.max(initial=0)) + 1) + high
    # Stable, so that sums are always added up in the same order.
    order = np.argsort(pair, kind="stable")
    starts = np.flatnonzero(np.diff(pair[order], prepend=-1))
    if not len(starts):
        return Edges(low, high, np.zeros(0), np.zeros(0))
    return Edges(
        low[order][starts],
        high[order][starts],
        np.add.reduceat(total[between][order], starts),
        np.add.reduceat(known[between][order], starts),
    )


def _each_others_best(
    left: Wholes, right: Wholes, mean: Reals, nodes: int
) -> tuple[Wholes, Wholes]:
    """Return pairs of groups each of which agrees best with the other; of equals the first."""
    own = np.concatenate([left, right])
    other = np.concatenate([right, left])
    means = np.concatenate([mean, mean])
    highest = np.full(nodes, -np.inf)
    np.maximum.at(highest, own, means)
    is_best = means == highest[own]
    best = np.full(nodes, nodes)
    np.minimum.at(best, own[is_best], other[is_best])
    keeps = np.flatnonzero(best < nodes)
    keeps = keeps[(best[best[keeps]] == keeps) & (keeps < best[keeps])]
    return keeps, best[keeps]
