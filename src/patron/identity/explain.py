"""Why two accounts are one customer, or are not: the way along the links between them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.verdicts import Account

JOINS = "joins"
# A way along links that join is preferred to every way with one that does not.
HELD_BACK = 1_000.0
MOST_HELD_BACK = 3
# What a further link costs, in bits, so that of equally strong ways the shortest is taken.
FURTHER = 0.01


@dataclass(frozen=True)
class Explanation:
    """What stands between two accounts.

    Parameters
    ----------
    is_one
        Whether links that join lead from one to the other.
    accounts
        The accounts on the way, both ends included; empty where nothing links them.
    links
        Rows of LINKS: all evidence between neighbours on the way, in its order. Where the two are
        not one customer, those whose state is not ``joins`` say what keeps them apart.
    """

    is_one: bool
    accounts: tuple[Account, ...]
    links: pa.Table


def explain_pair(links: pa.Table, one: Account, other: Account) -> Explanation:
    """Return the strongest way along links from one account to another.

    A way is as strong as the product of its links' probabilities; of equally strong ones the
    shortest is taken. Where no way of links that join leads there, it is the one with the fewest
    that do not (three at most): the nearest evidence that was held back.

    Parameters
    ----------
    links
        LINKS, with every state.
    one, other
        Two accounts.

    References
    ----------
    Dijkstra (1959), "A note on two problems in connexion with graphs".
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    # What was told apart is no evidence for anything.
    links = links.filter(pc.greater(links["probability"], 0.0))
    nodes, left, right = _numbered(links, one, other)
    if left is None or right is None:
        return Explanation(False, (), links.slice(0, 0))
    start, end = nodes.index(_key(one)).as_py(), nodes.index(_key(other)).as_py()
    weight = _weights(links)
    edges = _lightest(left, right, weight)
    graph = csr_array((weight[edges], (left[edges], right[edges])), shape=(len(nodes),) * 2)
    furthest = HELD_BACK * (MOST_HELD_BACK + 1)
    distance, before = dijkstra(
        graph, directed=False, indices=start, return_predecessors=True, limit=furthest
    )
    if not np.isfinite(distance[end]):
        return Explanation(False, (), links.slice(0, 0))
    way = [end]
    while way[-1] != start:
        way.append(int(before[way[-1]]))
    way.reverse()
    accounts = tuple(Account(*nodes[number].as_py().split("\x1f", 1)) for number in way)
    is_one = bool(distance[end] < HELD_BACK)
    return Explanation(is_one, accounts, _along(links, left, right, way))


def _numbered(
    links: pa.Table, one: Account, other: Account
) -> tuple[pa.Array, np.ndarray | None, np.ndarray | None]:
    """Return every account of the links, and the numbers of each link's two ends."""
    ends = [
        pc.binary_join_element_wise(links[source], links[account], "\x1f").combine_chunks()
        for source, account in (("source", "account"), ("other_source", "other_account"))
    ]
    nodes = pc.unique(pa.concat_arrays(ends))
    asked = pa.array([_key(one), _key(other)])
    if not pc.all(pc.is_in(asked, nodes)).as_py():
        return nodes, None, None
    left, right = (pc.index_in(end, nodes).to_numpy(zero_copy_only=False) for end in ends)
    return nodes, left.astype(np.int64), right.astype(np.int64)


def _key(account: Account) -> str:
    return f"{account.source}\x1f{account.account}"


def _weights(links: pa.Table) -> np.ndarray:
    probability = np.clip(links["probability"].to_numpy(), 1e-9, 1.0)
    joins = pc.equal(links["state"], JOINS).to_numpy(zero_copy_only=False)
    weight: np.ndarray = FURTHER - np.log2(probability) + np.where(joins, 0.0, HELD_BACK)
    return weight


def _lightest(left: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the place of the lightest of all links between the same two accounts."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((weight, high, low))
    low, high = low[order], high[order]
    first = np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1]))
    lightest: np.ndarray = order[first[: len(order)]]
    return lightest


def _along(links: pa.Table, left: np.ndarray, right: np.ndarray, way: list[int]) -> pa.Table:
    """Return the links between neighbours on the way, in its order, the strongest first."""
    found = []
    for a, b in pairwise(way):
        between = ((left == a) & (right == b)) | ((left == b) & (right == a))
        rows = links.take(np.flatnonzero(between))
        joining = rows.filter(pc.equal(rows["state"], JOINS))
        shown = joining if joining.num_rows else rows
        found.append(shown.sort_by([("probability", "descending"), ("by", "ascending")]))
    return pa.concat_tables(found) if found else links.slice(0, 0)
