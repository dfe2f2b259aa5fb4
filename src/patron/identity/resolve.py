"""Give one customer_id to all accounts that are the same person, from when until when we knew.

A customer is a cluster of accounts that hang together by links. It has the id of its oldest
account, the one with the smallest number. So the ids are a function of ACCOUNTS and of the links
that hold, not of the order in which these were found: what was merged and is taken back ends where
it would be had it never been. Every id ever given is still the own id of some account.
"""

import logging
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.accounts import own_ids, places
from patron.identity.certain import JOINS, Held, certain_links, held_values
from patron.identity.clusters import APART, VERDICT, intervals, judge
from patron.identity.rules import IdentityRules
from patron.identity.settle import settle_numbered
from patron.identity.verdicts import SAME, standing
from patron.schema import CUSTOMERS, LINKS, TIME, VERDICTS, utc

log = logging.getLogger(__name__)

NUMBERED = ("left", "right", "by", "probability", "evidence", "known_at", "state")
STILL = np.iinfo(np.int64).max

Array = np.ndarray[Any, Any]


class Resolved(NamedTuple):
    """Who is who, and why.

    Parameters
    ----------
    customers
        CUSTOMERS, in order of account number and time.
    links
        LINKS, in order of account numbers and `by`; `source` and `account` are of the older.
    """

    customers: pa.Table
    links: pa.Table


def resolve(
    identifiers: pa.Table,
    accounts: pa.Table,
    rules: IdentityRules,
    probable: pa.Table | None = None,
    verdicts: pa.Table | None = None,
) -> Resolved:
    """Return CUSTOMERS and LINKS: accounts that hang together by links that join are one.

    Certain links are found anew from all identifiers, which is cheap; probable ones are given.

    Parameters
    ----------
    identifiers
        IDENTIFIERS of all sources.
    accounts
        ACCOUNTS; see `read_accounts`.
    rules
        Which identifiers prove what, and the limits.
    probable
        LINKS by ``probable``, whose state is found anew; none if left out.
    verdicts
        All VERDICTS; none if left out.
    """
    accounts = accounts.sort_by("number")
    if not accounts.num_rows:
        return Resolved(CUSTOMERS.empty(), LINKS.empty())
    said = _said(accounts, standing(VERDICTS.empty() if verdicts is None else verdicts))
    foes = _ends(said.filter(pc.equal(said["state"], APART)))
    held = held_values(identifiers, accounts, rules)
    certain = certain_links(held, np.unique(foes))
    likely = _numbered(accounts, LINKS.empty() if probable is None else probable)
    links = _in_order(pa.concat_tables([_certain(certain), likely, said]))
    if rules.probable and likely.num_rows:
        # Accounts that share an identifier count as one when likely links are weighed.
        source = accounts["source"].to_numpy()
        links = settle_numbered(links, source, (foes[:, 0], foes[:, 1]), rules.probable)
    links = judge(links, foes, _proofs(held, accounts.num_rows, rules), rules)
    held_by = intervals(links, utc(accounts["known_at"]).to_numpy())
    customers = int((held_by[:, 3] == STILL).sum() - _moved(held_by))
    log.info("resolve: %s accounts -> %s customers", f"{accounts.num_rows:,}", f"{customers:,}")
    return Resolved(_customers(accounts, held_by), _named(accounts, links))


def _said(accounts: pa.Table, verdicts: pa.Table) -> pa.Table:
    """Return the verdicts that stand as numbered links: ``same`` joins, ``different`` does not."""
    same = pc.equal(verdicts["verdict"], SAME)
    names = ("source", "account", "other_source", "other_account")
    rows = {name: verdicts[name] for name in names} | {
        "by": pa.array([VERDICT] * verdicts.num_rows, pa.string()),
        "probability": pc.cast(same, pa.float64()),
        "evidence": pa.nulls(verdicts.num_rows, pa.string()),
        "known_at": verdicts["given_at"],
        "state": pc.if_else(same, JOINS, APART),
    }
    return _numbered(accounts, pa.table(rows))


def _numbered(accounts: pa.Table, links: pa.Table) -> pa.Table:
    """Return links with rows in ACCOUNTS instead of names; those of unknown accounts are left out.

    Of several of one pair and `by`, the most probable and then the earliest is kept.
    """
    one = places(accounts, links["source"], links["account"])
    other = places(accounts, links["other_source"], links["other_account"])
    known = (one >= 0) & (other >= 0) & (one != other)
    if unknown := int((~known).sum()):
        log.warning("resolve: %d link(s) or verdict(s) are of accounts that nobody named", unknown)
    rows = links.append_column("left", pa.array(np.minimum(one, other)))
    rows = rows.append_column("right", pa.array(np.maximum(one, other)))
    rows = rows.select(NUMBERED).filter(pa.array(known))
    order = [("probability", "descending"), ("known_at", "ascending"), ("state", "ascending")]
    rows = rows.sort_by([(name, "ascending") for name in ("left", "right", "by")] + order)
    left, right, by = (rows[name].combine_chunks() for name in ("left", "right", "by"))
    repeats = np.zeros(rows.num_rows, bool)
    if len(repeats):
        same = [pc.equal(column[1:], column[:-1]) for column in (left, right, by)]
        repeats[1:] = pc.and_(pc.and_(same[0], same[1]), same[2]).to_numpy(zero_copy_only=False)
    return rows.filter(pa.array(~repeats))


def _certain(links: pa.Table) -> pa.Table:
    rows = links.append_column("probability", pa.array(np.ones(links.num_rows)))
    rows = rows.append_column("evidence", pa.nulls(links.num_rows, pa.string()))
    return rows.select(NUMBERED)


def _in_order(links: pa.Table) -> pa.Table:
    return links.sort_by([(name, "ascending") for name in ("left", "right", "by")])


def _ends(links: pa.Table) -> Array:
    """Return the two accounts of each link, shape (links, 2)."""
    return np.stack([links["left"].to_numpy(), links["right"].to_numpy()], axis=1)


def _proofs(held: Held, accounts: int, rules: IdentityRules) -> Array:
    """Return for each account the bits of the trusted id types that it has a value of."""
    proofs = np.zeros(accounts, np.int64)
    kinds = held.values["id_type"]
    for place, kind in enumerate(rules.trusted):
        of_kind = pc.equal(kinds, kind).to_numpy()[held.value] & held.proves
        proofs[held.account[of_kind]] |= 1 << (place % 62)
    return proofs


def _moved(held_by: Array) -> int:
    """Return how many accounts now belong to an older one."""
    still = held_by[:, 3] == STILL
    return int((held_by[still, 0] != held_by[still, 1]).sum())


def _customers(accounts: pa.Table, held_by: Array) -> pa.Table:
    account, oldest = pa.array(held_by[:, 0]), pa.array(held_by[:, 1])
    until = pa.array(held_by[:, 3], mask=held_by[:, 3] == STILL)
    columns = {
        "source": accounts["source"].take(account),
        "account": accounts["account"].take(account),
        "customer_id": own_ids(accounts).take(oldest),
        "known_at": pa.array(held_by[:, 2]).cast(TIME),
        "known_until": until.cast(TIME),
    }
    # The lake checks the key; here it is one by the way it is made.
    return pa.table(columns, CUSTOMERS.schema)


def _named(accounts: pa.Table, links: pa.Table) -> pa.Table:
    source, account = accounts["source"], accounts["account"]
    columns = {
        "source": source.take(links["left"]),
        "account": account.take(links["left"]),
        "other_source": source.take(links["right"]),
        "other_account": account.take(links["right"]),
    } | {name: links[name] for name in NUMBERED[2:]}
    return pa.table(columns, LINKS.schema)
