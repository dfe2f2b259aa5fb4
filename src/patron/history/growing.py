"""A customer's history with more rows: they are put where they belong, and nothing is read anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from patron.history.attributes import Attributes
from patron.history.former import STILL
from patron.history.history import History

Array = np.ndarray[Any, Any]


class Told(NamedTuple):
    """Something that is known of a customer beside what they did, since a moment (µs)."""

    name: str
    value: str
    known_at: int


@dataclass(frozen=True)
class Growing:
    """The history of one customer, ready to be told more.

    Parameters
    ----------
    past
        The history; its rows of one moment are in order of their sources.
    source, sources
        Number of each row's source, and what the numbers stand for, sorted.
    keys
        A number for each source and interaction_id, the same for the same ones; rising.
    """

    past: History
    source: Array
    sources: Array
    keys: Array

    @classmethod
    def of(cls, past: History, rows: pa.Table) -> "Growing":
        """Return the history of one customer that was made of some rows, in order of time."""
        told, interaction_id = (rows[name].to_pylist() for name in ("source", "interaction_id"))
        sources = np.array(sorted(set(told)), dtype=object)
        source = np.searchsorted(sources, np.array(told, dtype=object)).astype(np.int32)
        order = np.lexsort((source, past.occurred_at))
        if np.any(order[1:] < order[:-1]):
            past, source = past.where(order), source[order]
        return cls(past, source, sources, np.sort(_keys(zip(told, interaction_id, strict=True))))

    def may_have(self, rows: Sequence[Mapping[str, Any]]) -> bool:
        """Return False if none of some rows takes the place of one that is there."""
        keys = _keys((row["source"], row["interaction_id"]) for row in rows)
        place = np.searchsorted(self.keys, keys)
        return bool((np.append(self.keys, -1)[place] == keys).any()) if len(self.keys) else False

    def grown(
        self,
        customer_id: str,
        rows: Sequence[Mapping[str, Any]],
        listed: Callable[[str], Mapping[str, Any]],
        told: Sequence[Told] = (),
    ) -> History:
        """Return what `make_history` would return of the rows and some more.

        Names may be among those of the history that none of its rows has.

        Parameters
        ----------
        customer_id
            Who has all these rows.
        rows
            Rows of HISTORY, one or more, times in microseconds since 1970; none has the source and
            interaction_id of one that is there.
        listed
            Returns the row of ITEMS of an item; nothing where it is not listed.
        told
            What is known of the customer besides.
        """
        past = self.past
        _, before, new = _widened(self.sources, self.source, [row["source"] for row in rows])
        occurred_at = _longer(past.occurred_at, [row["occurred_at"] for row in rows])
        order = np.lexsort((np.concatenate([before, new]), occurred_at))
        names, codes = dict(past.names), {}
        for column, code in past.codes.items():
            values = [row.get(column) for row in rows]
            names[column], before, new = _widened(past.names[column], code, values)
            codes[column] = np.concatenate([before, new])[order]
        numbers = {
            column: _longer(values, [_number(row.get(column)) for row in rows])[order]
            for column, values in past.numbers.items()
        }
        grown = History(
            customers=np.array([customer_id], dtype=object),
            owner=np.zeros(len(order), np.int64),
            occurred_at=occurred_at[order],
            known_at=_longer(past.known_at, [row["known_at"] for row in rows])[order],
            codes=codes,
            names=names,
            numbers=numbers,
            levels=past.levels,
            attributes=_attributes(past.attributes, told),
            margins=past.margins,
            tiers=past.tiers,
        )
        is_wider = len(names.get("item", ())) > len(past.names.get("item", ()))
        return _listed(grown, past, listed) if is_wider else grown


def _listed(grown: History, past: History, listed: Callable[[str], Mapping[str, Any]]) -> History:
    """Return the history with what ITEMS says of items that are new in it."""
    named = grown.names["item"]
    place = np.searchsorted(named, past.names["item"])
    fresh = np.delete(np.arange(len(named)), place)
    rows = [listed(name) for name in named[fresh]]
    levels, names = {}, dict(grown.names)
    for level, groups in past.levels.items():
        names[level], before, new = _widened(names[level], groups, [row.get(level) for row in rows])
        levels[level] = _placed(len(named), (place, before), (fresh, new))
    told = {column: [_number(row.get(column)) for row in rows] for column in ("margin", "tier")}
    return replace(
        grown,
        names=names,
        levels=levels,
        margins=_placed(len(named), (place, past.margins), (fresh, told["margin"])),
        tiers=_placed(len(named), (place, past.tiers), (fresh, told["tier"])),
    )


def _attributes(past: Attributes, told: Sequence[Told]) -> Attributes:
    if not told:
        return past
    columns = zip(*told, strict=True)
    (names, name, new_name), (values, value, new_value) = (
        _widened(np.array(listed, dtype=object), codes, list(next(columns)))
        for listed, codes in ((past.names, past.name), (past.values, past.value))
    )
    known_at = _longer(past.known_at, [one.known_at for one in told])
    value = np.concatenate([value, new_value])
    order = np.lexsort((value, known_at))
    until = past.known_until
    return Attributes(
        np.zeros(len(order), np.int64),
        np.concatenate([name, new_name])[order],
        value[order],
        known_at[order],
        tuple(names),
        tuple(values),
        None if until is None else _longer(until, [STILL] * len(told))[order],
    )


def _widened(names: Array, codes: Array, values: list[str | None]) -> tuple[Array, Array, Array]:
    """Return the names with those of some values, the codes as they then are, and the values'."""
    if values.count(None) == len(values):
        return names, codes, np.full(len(values), -1, codes.dtype)
    asked = np.array(sorted({value for value in values if value is not None}), dtype=object)
    place = np.searchsorted(names, asked)
    is_new = np.append(names, [None])[place] != asked
    if is_new.any():
        spots = place[is_new]
        names = np.insert(names, spots, asked[is_new])
        # As many places on as there are new names before it.
        codes = codes + np.searchsorted(spots, codes, side="right").astype(codes.dtype)
        place = np.searchsorted(names, asked)
    code: dict[str | None, int] = {None: -1, **dict(zip(asked, place.tolist(), strict=True))}
    return names, codes, np.array([code[value] for value in values], codes.dtype)


def _placed(size: int, *parts: tuple[Array, Any]) -> Array:
    """Return one array of values that are given by their places."""
    placed = np.empty(size, np.asarray(parts[0][1]).dtype)
    for place, values in parts:
        placed[place] = values
    return placed


def _longer(column: Array, more: Sequence[float]) -> Array:
    return np.concatenate([column, np.array(more, column.dtype)])


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _keys(pairs: Iterable[tuple[str, str]]) -> Array:
    return np.fromiter(map(hash, pairs), np.int64)
