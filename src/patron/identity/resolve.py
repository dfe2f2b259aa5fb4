"""Give one customer_id to all accounts that share a trusted identifier.

Accounts and identifier values form a bipartite graph; a customer is one of its connected
components. The oldest account of a component is its anchor: the id is made from it, so that
younger accounts never change it, and a link is known when the path to it was complete.
"""

import hashlib
import logging

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.schema import CUSTOMERS, TIME, utc

log = logging.getLogger(__name__)

Whole = np.ndarray[tuple[int], np.dtype[np.int64]]


def resolve(
    identifiers: pa.Table,
    accounts: pa.Table,
    rules: IdentityRules,
    previous: pa.Table | None = None,
) -> pa.Table:
    """Return the CUSTOMERS table: accounts that share a trusted identifier are one.

    Parameters
    ----------
    identifiers
        IDENTIFIERS of all sources.
    accounts
        All accounts (source, account, known_at), oldest first; see `read_accounts`.
    rules
        Which identifiers prove what.
    previous
        CUSTOMERS as resolved before; their ids live on.
    """
    if not accounts.num_rows:
        return CUSTOMERS.empty()
    account, value, known_at = _proofs(identifiers, accounts, rules)
    first_known = utc(accounts["known_at"]).to_numpy()
    anchor, linked_at = _components(len(first_known), account, value, known_at)
    customer_ids = _customer_ids(accounts, anchor, previous)
    log.info(
        "resolve: %s accounts -> %s customers",
        f"{len(anchor):,}",
        f"{len(np.unique(anchor)):,}",
    )
    return CUSTOMERS.check(
        pa.table(
            {
                "source": accounts["source"],
                "account": accounts["account"],
                "customer_id": customer_ids,
                "known_at": pa.array(np.maximum(first_known, linked_at)).cast(TIME),
                "known_until": pa.nulls(accounts.num_rows, TIME),
            }
        )
    )


def _proofs(
    identifiers: pa.Table, accounts: pa.Table, rules: IdentityRules
) -> tuple[Whole, Whole, Whole]:
    """Return account number, value number and time of each identifier that proves something."""
    value = clean(identifiers["id_type"], identifiers["id_value"])
    nothing = pc.is_in(pc.utf8_lower(value), pa.array(rules.worthless, pa.string()))
    trusted = pc.is_in(identifiers["id_type"], pa.array(rules.trusted, pa.string()))
    rows = identifiers.set_column(3, "id_value", value).filter(pc.and_(trusted, pc.invert(nothing)))
    numbered = accounts.select(["source", "account"]).append_column(
        "number", pa.array(np.arange(accounts.num_rows))
    )
    rows = rows.join(numbered, ["source", "account"], join_type="inner").combine_chunks()
    text = pc.binary_join_element_wise(rows["id_type"], rows["id_value"], "\x1f")
    codes = text.combine_chunks().dictionary_encode().indices.to_numpy()
    account, code = rows["number"].to_numpy(), codes.astype(np.int64)
    shared_by = _accounts_per_value(account, code)
    if too_wide := int((shared_by > rules.largest).sum()):
        log.warning(
            "resolve: %d value(s) shared by more than %d accounts prove nothing",
            too_wide,
            rules.largest,
        )
    kept = shared_by[code] <= rules.largest if len(code) else np.zeros(0, bool)
    return account[kept], code[kept], utc(rows["known_at"]).to_numpy()[kept]


def _accounts_per_value(account: Whole, value: Whole) -> Whole:
    if not len(value):
        return np.zeros(0, np.int64)
    pairs = np.unique(np.stack([value, account]), axis=1)
    return np.bincount(pairs[0], minlength=int(value.max()) + 1)


def _components(
    accounts: int, account: Whole, value: Whole, known_at: Whole
) -> tuple[Whole, Whole]:
    """Return each account's anchor (its oldest relative) and the time their link was complete."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

    anchor = np.arange(accounts)
    linked_at = np.full(accounts, np.iinfo(np.int64).min)
    if not len(account):
        return anchor, linked_at
    nodes = accounts + int(value.max()) + 1
    # Of several rows for one edge the oldest counts; the weights are times, made positive.
    start = int(known_at.min())
    order = np.lexsort((known_at, value, account))
    edge = np.stack([account[order], value[order] + accounts])
    first = np.append(True, (np.diff(edge) != 0).any(axis=0))
    weights = (known_at[order][first] - start + 1).astype(np.float64)
    graph = csr_array((weights, (edge[0][first], edge[1][first])), shape=(nodes, nodes))
    _, component = connected_components(graph, directed=False)
    oldest = np.full(component.max() + 1, nodes)
    np.minimum.at(oldest, component[:accounts], anchor)
    anchor = oldest[component[:accounts]]
    # The earliest time at which a path to the anchor was complete is the largest weight on the
    # path of the minimum spanning tree (Hu, 1961, "The maximum capacity route problem").
    tree = minimum_spanning_tree(graph).tocoo()
    reached_at = _spread(nodes, np.unique(anchor), tree.row, tree.col, tree.data)
    linked = anchor != np.arange(accounts)
    linked_at[linked] = reached_at[:accounts][linked].astype(np.int64) + start - 1
    return anchor, linked_at


def _spread(
    nodes: int, anchors: Whole, left: Whole, right: Whole, weight: np.ndarray
) -> np.ndarray:
    """Return the largest weight on each node's path to its anchor, level by level."""
    reached_at = np.full(nodes, -1.0)
    reached_at[anchors] = 0.0
    open_edges = np.arange(len(left))
    while len(open_edges):
        a, b = left[open_edges], right[open_edges]
        from_left = (reached_at[a] >= 0) & (reached_at[b] < 0)
        from_right = (reached_at[b] >= 0) & (reached_at[a] < 0)
        if not (from_left.any() or from_right.any()):
            break
        w = weight[open_edges]
        forward = np.maximum(reached_at[a], w)[from_left]
        backward = np.maximum(reached_at[b], w)[from_right]
        reached_at[b[from_left]] = forward
        reached_at[a[from_right]] = backward
        open_edges = open_edges[~(from_left | from_right)]
    return reached_at


def _customer_ids(accounts: pa.Table, anchor: Whole, previous: pa.Table | None) -> pa.Array:
    """Return the id of each account's customer: the anchor's old one, or one made from it."""
    source, name = accounts["source"].to_pylist(), accounts["account"].to_pylist()
    known_as: dict[tuple[str, str], str] = {}
    if previous is not None:
        columns = [previous[c].to_pylist() for c in ("source", "account", "customer_id")]
        known_as = {(s, a): customer_id for s, a, customer_id in zip(*columns, strict=True)}
    ids: dict[int, str] = {}
    taken: set[str] = set()
    # Oldest first, so that of two parts of a split customer the older keeps the id.
    for number in np.argsort(anchor, kind="stable").tolist():
        old = known_as.get((source[number], name[number]))
        component = int(anchor[number])
        if component not in ids and old is not None and old not in taken:
            ids[component] = old
            taken.add(old)
    for component in np.unique(anchor).tolist():
        if component not in ids:
            ids[component] = _id_made_from(source[component], name[component], taken)
    return pa.array([ids[component] for component in anchor.tolist()], pa.string())


def _id_made_from(source: str, account: str, taken: set[str]) -> str:
    text = f"{source}\x1f{account}"
    made = "c" + hashlib.sha256(text.encode()).hexdigest()[:16]
    while made in taken:
        text += "\x1f"
        made = "c" + hashlib.sha256(text.encode()).hexdigest()[:16]
    taken.add(made)
    return made
