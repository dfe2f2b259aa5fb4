"""Which links are bridges: without them their two sides would not hang together."""

from typing import Any

import numba as nb
import numpy as np

Array = np.ndarray[Any, Any]


def find_bridges(nodes: int, left: Array, right: Array) -> Array:
    """Return whether each link is a bridge; of two links between the same nodes none is.

    Parameters
    ----------
    nodes
        How many there are; they are numbered from 0.
    left, right
        The two nodes of each link.

    References
    ----------
    Tarjan (1974), "A note on finding the bridges of a graph", Information Processing Letters 2.
    """
    ends = np.concatenate([left, right]).astype(np.int64)
    order = np.argsort(ends, kind="stable")
    start = np.searchsorted(ends[order], np.arange(nodes + 1))
    other = np.concatenate([right, left]).astype(np.int64)[order]
    return np.asarray(_bridges(start, other, order % max(len(left), 1), len(left)))


@nb.njit(cache=True, nogil=True)
def _bridges(start: Array, other: Array, link: Array, links: int) -> Array:
    """Walk each component depth first; a link is a bridge if nothing below it reaches above."""
    nodes = len(start) - 1
    met, low, place = np.full(nodes, -1), np.zeros(nodes, np.int64), start[:-1].copy()
    came_by, path = np.full(nodes, -1), np.empty(nodes, np.int64)
    is_bridge = np.zeros(links, np.bool_)
    clock = 0
    for first in range(nodes):
        if met[first] >= 0:
            continue
        path[0], depth = first, 1
        met[first] = low[first] = clock
        clock += 1
        while depth:
            node = path[depth - 1]
            if place[node] < start[node + 1]:
                entry = place[node]
                place[node] += 1
                if link[entry] == came_by[node]:
                    continue
                to = other[entry]
                if met[to] >= 0:
                    low[node] = min(low[node], met[to])
                    continue
                met[to] = low[to] = clock
                clock += 1
                came_by[to] = link[entry]
                path[depth] = to
                depth += 1
                continue
            depth -= 1
            if depth:
                above = path[depth - 1]
                low[above] = min(low[above], low[node])
                if low[node] > met[above]:
                    is_bridge[came_by[node]] = True
    return is_bridge
