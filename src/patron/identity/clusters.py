"""Links -> customers: which links join, and from when until when each account was whose.

Links are numbered: `left` and `right` are rows in ACCOUNTS, the smaller first; the other columns
are those of LINKS.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.certain import JOINS
from patron.identity.rules import IdentityRules
from patron.schema import utc

VERDICT = "verdict"
REVIEW = "review"
APART = "told apart"
# By the outcomes of `union.admit`, of which the first changes nothing.
UNCHANGED, TOLD_APART = 0, 1
WORDS = (None, APART, "cluster too large", "weak bridge")

Array = np.ndarray[Any, Any]


def judge(links: pa.Table, foes: Array, proofs: Array, rules: IdentityRules) -> pa.Table:
    """Return the links with the `state` of those changed that do not join after all.

    * Two accounts that are told apart are never in one cluster; the weakest links between them
      are cut.
    * A bridge (without it its two sides would not hang together) of less certainty than
      `rules.bridge` does not join two sides of which each has a trusted identifier of the same
      type: they share no value, or another link would join them.
    * A cluster has `rules.most_accounts` accounts at most; the weakest links beyond do not join.

    Links are asked in order of strength: weak bridges last, verdicts first, then by probability,
    then those known first.

    Parameters
    ----------
    links
        Numbered links, with ``joins`` as the state of those that would join.
    foes
        Rows in ACCOUNTS of accounts that are told apart, shape (pairs, 2).
    proofs
        For each account, the bits of the trusted id types that it has a value of.
    rules
        The limits.
    """
    from patron.identity.union import admit

    left, right = links["left"].to_numpy(), links["right"].to_numpy()
    joins = pc.equal(links["state"], JOINS).to_numpy()
    undecided = joins | pc.equal(links["state"], REVIEW).to_numpy()
    apart = _is_pair(left, right, foes) & undecided
    outcome = np.where(apart, TOLD_APART, UNCHANGED).astype(np.int8)
    joining = np.flatnonzero(joins & ~apart)
    left, right = left[joining], right[joining]
    probability = links["probability"].to_numpy()[joining]
    weak = np.zeros(len(joining), bool)
    weak[_weak_bridges(left, right, probability < rules.bridge, len(proofs))] = True
    asked = np.flatnonzero(_suspicious(left, right, weak, foes, len(proofs), rules))
    if len(asked):
        by_verdict = pc.equal(links["by"], VERDICT).to_numpy()[joining]
        known_at = utc(links["known_at"]).to_numpy()[joining]
        keys = (right, left, known_at, -probability, ~by_verdict, weak)
        asked = asked[np.lexsort([key[asked] for key in keys])]
        ends, doubtful = (left[asked], right[asked]), weak[asked]
        outcome[joining[asked]] = admit(
            len(proofs), *ends, doubtful, proofs, foes, rules.most_accounts
        )
    state = pc.coalesce(pa.array(WORDS).take(pa.array(outcome)), links["state"])
    return links.set_column(links.column_names.index("state"), "state", state)


def intervals(links: pa.Table, known_at: Array) -> Array:
    """Return from when until when each account had which oldest account.

    Parameters
    ----------
    links
        Numbered links; those that join count, from when they and both their accounts are known.
    known_at
        Since when each account is known, in microseconds since 1970.

    Returns
    -------
    np.ndarray
        Columns account, oldest account (rows in ACCOUNTS), start, end (the largest integer if
        still), shape (n, 4), in order of account and start.
    """
    from patron.identity.union import intervals as walk

    joining = links.filter(pc.equal(links["state"], JOINS))
    left, right = joining["left"].to_numpy(), joining["right"].to_numpy()
    at = utc(joining["known_at"]).to_numpy()
    at = np.maximum(at, np.maximum(known_at[left], known_at[right]))
    order = np.argsort(at, kind="stable")
    found = walk(known_at, left[order], right[order], at[order])
    return np.asarray(found[np.lexsort((found[:, 2], found[:, 0]))])


def _is_pair(left: Array, right: Array, foes: Array) -> Array:
    """Return whether each link is between two accounts that are told apart."""
    if not len(foes):
        return np.zeros(len(left), bool)
    most = 1 + int(max(foes.max(), right.max(initial=0)))
    return np.isin(left * most + right, foes.min(axis=1) * most + foes.max(axis=1))


def _weak_bridges(left: Array, right: Array, weak: Array, accounts: int) -> Array:
    """Return the places of the weak links that are bridges.

    What strong links hold together is one node, which changes no bridge among the others.
    """
    from patron.identity.bridges import find_bridges
    from patron.identity.union import components

    if not weak.any():
        return np.zeros(0, np.int64)
    group = components(accounts, left[~weak], right[~weak])
    one, other = group[left], group[right]
    between = np.flatnonzero(weak & (one != other))
    nodes, ends = np.unique(np.stack([one[between], other[between]]), return_inverse=True)
    ends = ends.reshape(2, -1)
    return between[find_bridges(len(nodes), ends[0], ends[1])]


def _suspicious(
    left: Array, right: Array, weak: Array, foes: Array, accounts: int, rules: IdentityRules
) -> Array:
    """Return which links are in a cluster in which a link may have to be refused."""
    from patron.identity.union import components

    cluster = components(accounts, left, right)
    suspicious = np.bincount(cluster, minlength=accounts) > rules.most_accounts
    suspicious[cluster[left[weak]]] = True
    together = cluster[foes[:, 0]] == cluster[foes[:, 1]]
    suspicious[cluster[foes[together, 0]]] = True
    return np.asarray(suspicious[cluster[left]])
