"""The compiled heart of identity: which accounts hang together, since when, and by which links.

Of two clusters that join, the one whose smallest account is larger goes into the other, so a
cluster's root is its smallest account; paths are halved as they are walked (Tarjan and van
Leeuwen, 1984, "Worst-case analysis of set union algorithms", JACM 31).
"""

from typing import Any

import numba as nb
import numpy as np

JOINED, TOLD_APART, TOO_LARGE, WEAK = range(4)
NEVER = np.iinfo(np.int64).max

Array = np.ndarray[Any, Any]


@nb.njit(cache=True, nogil=True, inline="always")
def _root(parent: Array, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@nb.njit(cache=True, nogil=True)
def components(nodes: int, left: Array, right: Array) -> Array:
    """Return for each node the smallest node that it hangs together with.

    Parameters
    ----------
    nodes
        How many there are; they are numbered from 0.
    left, right
        The two nodes of each link.
    """
    parent = np.arange(nodes)
    for link in range(len(left)):
        one, other = _root(parent, left[link]), _root(parent, right[link])
        if one < other:
            parent[other] = one
        else:
            parent[one] = other
    for node in range(nodes):
        # A parent is never larger, so it points at the root already.
        parent[node] = parent[parent[node]]
    return parent


@nb.njit(cache=True, nogil=True)
def admit(
    nodes: int,
    left: Array,
    right: Array,
    doubtful: Array,
    proofs: Array,
    foes: Array,
    largest: int,
) -> Array:
    """Return whether each link joins, or why it does not, the first link being asked first.

    A link is refused if it would bring together two nodes that are told apart, or more than
    `largest` nodes, or if it is doubtful and both sides have a proof of one kind. A refused link
    stays so, because clusters only grow.

    Parameters
    ----------
    nodes
        How many there are.
    left, right
        The two nodes of each link, the strongest first.
    doubtful
        Whether each link may not join sides that disagree.
    proofs
        Bits of the kinds of proof that each node has.
    foes
        Pairs of nodes that are told apart, shape (pairs, 2).
    largest
        Most nodes of a cluster.
    """
    parent, size, proof = np.arange(nodes), np.ones(nodes, np.int64), proofs.copy()
    # Each cluster has a chain of the foes of its nodes.
    head, tail, many = np.full(nodes, -1), np.full(nodes, -1), np.zeros(nodes, np.int64)
    foe, after = np.empty(2 * len(foes), np.int64), np.full(2 * len(foes), -1)
    for pair in range(len(foes)):
        for end in range(2):
            node, entry = foes[pair, end], 2 * pair + end
            foe[entry], after[entry] = foes[pair, 1 - end], head[node]
            if head[node] < 0:
                tail[node] = entry
            head[node] = entry
            many[node] += 1
    said = np.zeros(len(left), np.int8)
    for link in range(len(left)):
        one, other = _root(parent, left[link]), _root(parent, right[link])
        if one == other:
            continue
        if other < one:
            one, other = other, one
        fewer, more = (one, other) if many[one] < many[other] else (other, one)
        entry = head[fewer]
        while entry >= 0 and _root(parent, foe[entry]) != more:
            entry = after[entry]
        if entry >= 0:
            said[link] = TOLD_APART
        elif doubtful[link] and proof[one] & proof[other]:
            said[link] = WEAK
        elif size[one] + size[other] > largest:
            said[link] = TOO_LARGE
        else:
            parent[other] = one
            size[one] += size[other]
            proof[one] |= proof[other]
            many[one] += many[other]
            if head[one] < 0:
                head[one], tail[one] = head[other], tail[other]
            elif head[other] >= 0:
                after[tail[one]], tail[one] = head[other], tail[other]
    return said


@nb.njit(cache=True, nogil=True)
def intervals(known_at: Array, left: Array, right: Array, at: Array) -> Array:
    """Return from when until when each node had which smallest node.

    Links are walked in order of time, as Kruskal (1956) walks edges. When two clusters join, the
    time of all nodes in that of the larger root ends and another begins; times without length
    are left out.

    Parameters
    ----------
    known_at
        Since when there is each node.
    left, right, at
        The two nodes of each link and its time, in order of time.

    Returns
    -------
    np.ndarray
        Columns node, smallest node, start, end (the largest integer if still), shape (n, 4).
    """
    nodes = len(known_at)
    parent, after, start = np.arange(nodes), np.arange(nodes), known_at.copy()
    found, count = np.empty((2 * nodes, 4), np.int64), 0
    for link in range(len(left)):
        one, other = _root(parent, left[link]), _root(parent, right[link])
        if one == other:
            continue
        if other < one:
            one, other = other, one
        node = other
        while True:
            if start[node] < at[link]:
                if count == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[count] = (node, other, start[node], at[link])
                count += 1
                start[node] = at[link]
            node = after[node]
            if node == other:
                break
        parent[other] = one
        after[one], after[other] = after[other], after[one]
    last = np.empty((nodes, 4), np.int64)
    for node in range(nodes):
        last[node] = (node, _root(parent, node), start[node], NEVER)
    return np.concatenate((found[:count], last))
