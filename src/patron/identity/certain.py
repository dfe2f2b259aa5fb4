"""Links that are certain: accounts that share the value of an identifier that proves identity.

A value is a star: from the account that had it first to each other one, so that as many links do
as there are accounts, and at every moment those who had it by then hang together. What is shared
but proves nothing becomes a link too, which does not join and says why.
"""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.accounts import places
from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.identity.worthless import find_worthless
from patron.schema import TIME, utc

log = logging.getLogger(__name__)

JOINS = "joins"
TOO_MANY = "too many accounts share it"
WORTHLESS = "worthless value"
SHARED = "shared"

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Held:
    """Which accounts hold which identifier values, in order of value, time and account.

    Parameters
    ----------
    account
        Row in ACCOUNTS of each holding; each account holds a value once.
    value
        Row in `values` of each holding.
    known_at
        Since when it is known, in microseconds since 1970.
    values
        Each clean value once: id_type, id_value, accounts (how many hold it), state (``joins`` or
        why it does not join), reason (why it is worthless, if it is).
    """

    account: Array
    value: Array
    known_at: Array
    values: pa.Table

    @property
    def proves(self) -> Array:
        """Whether each holding's value proves identity."""
        return np.asarray(pc.equal(self.values["state"], JOINS).to_numpy())[self.value]


def held_values(identifiers: pa.Table, accounts: pa.Table, rules: IdentityRules) -> Held:
    """Return which accounts hold which values of the id types that the rules name.

    Parameters
    ----------
    identifiers
        IDENTIFIERS of all sources.
    accounts
        ACCOUNTS in order of their number.
    rules
        Which identifiers prove what.
    """
    kinds = pa.array([*rules.trusted, *rules.shared], pa.string())
    rows = identifiers.filter(pc.is_in(identifiers["id_type"], kinds))
    account = places(accounts, rows["source"], rows["account"])
    rows, account = rows.filter(pa.array(account >= 0)), account[account >= 0]
    code, values = _distinct_values(rows, rules)
    account, code, known_at = _first_holdings(account, code, utc(rows["known_at"]).to_numpy())
    values = values.append_column("accounts", pa.array(np.bincount(code, minlength=len(values))))
    of_one_source = _most_of_one_source(account, code, accounts["source"], values.num_rows)
    return Held(account, code, known_at, _judged(values, of_one_source, rules))


def certain_links(held: Held, apart: Array) -> pa.Table:
    """Return the links between accounts that hold the same value.

    Parameters
    ----------
    held
        Who holds what.
    apart
        Rows in ACCOUNTS of accounts that someone told apart from another. The values of these
        link each two accounts that hold them, and not only the first with each other: what hangs
        together through an account that is told apart should hang together without it.

    Returns
    -------
    pa.Table
        Columns left, right (rows in ACCOUNTS), by, known_at, state; one row a pair and id type.
    """
    first, other = _stars(held.value)
    joins = held.proves
    if len(apart):
        named = np.unique(held.value[joins & np.isin(held.account, apart)])
        star = ~np.isin(held.value[other], named)
        more_first, more_other = _pairs(held.value, named)
        first = np.concatenate([first[star], more_first])
        other = np.concatenate([other[star], more_other])
    one, two = held.account[first], held.account[other]
    by, kinds = _codes(held.values["id_type"])
    state, states = _codes(held.values["state"])
    left, right = np.minimum(one, two), np.maximum(one, two)
    by, state = by[held.value[other]], state[held.value[other]]
    known_at, idle = held.known_at[other], ~joins[other]
    # Where two values of a kind say the same since the same moment, the order of rows says nothing.
    rank = np.argsort(np.argsort(states.to_pylist())) if len(states) else np.zeros(0, np.int64)
    order = np.lexsort((rank[state], known_at, idle, by, right, left))
    kept = order[_new((left[order], right[order], by[order]))]
    return pa.table(
        {
            "left": left[kept],
            "right": right[kept],
            "by": kinds.take(pa.array(by[kept])),
            "known_at": pa.array(known_at[kept]).cast(TIME),
            "state": states.take(pa.array(state[kept])),
        }
    )


def _distinct_values(rows: pa.Table, rules: IdentityRules) -> tuple[Array, pa.Table]:
    """Return the number of each row's clean value, and the values: id_type, id_value."""
    value = clean(rows["id_type"], rows["id_value"], rules.country)
    text = pc.binary_join_element_wise(rows["id_type"], value, "\x1f").combine_chunks()
    encoded = text.dictionary_encode()
    code = encoded.indices.to_numpy().astype(np.int64)
    where = np.zeros(len(encoded.dictionary), np.int64)
    where[code[::-1]] = np.arange(len(code))[::-1]
    kinds = rows["id_type"].take(pa.array(where))
    return code, pa.table({"id_type": kinds, "id_value": value.take(pa.array(where))})


def _first_holdings(account: Array, code: Array, known_at: Array) -> tuple[Array, Array, Array]:
    """Return each account's values once, by value, time and account."""
    holding = code * (1 + account.max(initial=0)) + account
    order = np.argsort(holding)
    start = np.flatnonzero(_new((holding[order],)))
    once = order[start]
    known_at = np.minimum.reduceat(known_at[order], start) if len(start) else known_at
    account, code = account[once], code[once]
    # The sort is stable, so that accounts stay in order.
    order = np.lexsort((known_at, code))
    return account[order], code[order], known_at[order]


def _new(columns: tuple[Array, ...]) -> Array:
    """Return which rows of sorted columns differ from the row before."""
    new = np.ones(len(columns[0]), bool)
    if len(new):
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return new


def _most_of_one_source(account: Array, code: Array, source: pa.ChunkedArray, values: int) -> Array:
    """Return for each value how many accounts of the source with most of them hold it."""
    number, names = _codes(source)
    held_in = np.sort(code * len(names) + number[account])
    start = np.flatnonzero(_new((held_in,)))
    most = np.zeros(values, np.int64)
    count = np.diff(np.append(start, len(held_in)))
    np.maximum.at(most, held_in[start] // max(len(names), 1), count)
    return most


def _judged(values: pa.Table, of_one_source: Array, rules: IdentityRules) -> pa.Table:
    """Return the values with state and reason."""
    worthless = find_worthless(
        values.append_column("row", pa.array(np.arange(values.num_rows))), rules
    )
    reasons = np.full(values.num_rows, None, object)
    reasons[worthless["row"].to_numpy()] = worthless["reason"].to_pylist()
    reason = pa.array(reasons, pa.string())
    kind = values["id_type"]
    limit = np.full(values.num_rows, np.iinfo(np.int64).max)
    for name, most in rules.people.items():
        limit[pc.equal(kind, name).to_numpy()] = most
    too_many = (values["accounts"].to_numpy() > rules.largest) | (of_one_source > limit)
    trusted = pc.is_in(kind, pa.array(rules.trusted, pa.string()))
    state = pc.if_else(pa.array(too_many), TOO_MANY, JOINS)
    shared = pc.binary_join_element_wise(SHARED, kind, " ")
    state = pc.if_else(pc.invert(trusted), shared, state)
    state = pc.if_else(pc.is_valid(reason), WORTHLESS, state)
    if held_back := int((too_many & trusted.to_numpy()).sum()):
        log.warning("resolve: %d value(s) that too many accounts share prove nothing", held_back)
    return values.append_column("state", state).append_column("reason", reason)


def _stars(value: Array) -> tuple[Array, Array]:
    """Return the places of the first and of each other holding of a value."""
    new = _new((value,))
    first = np.maximum.accumulate(np.where(new, np.arange(len(value)), 0))
    return first[~new], np.flatnonzero(~new)


def _pairs(value: Array, named: Array) -> tuple[Array, Array]:
    """Return the places of each two holdings of the values `named`, the earlier first."""
    empty = np.zeros(0, np.int64)
    start, stop = (np.searchsorted(value, named, side) for side in ("left", "right"))
    pairs = [np.triu_indices(many, 1) for many in stop - start]
    first = [place + one for place, (one, _) in zip(start, pairs, strict=True)]
    other = [place + two for place, (_, two) in zip(start, pairs, strict=True)]
    return np.concatenate([empty, *first]), np.concatenate([empty, *other])


def _codes(texts: pa.ChunkedArray) -> tuple[Array, pa.Array]:
    """Return the number of each text's value, and the values."""
    encoded = texts.combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary
