"""Histories of different customers as one: rows are put behind each other, names are unified."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from patron.arrays import as_numpy
from patron.history.attributes import Attributes
from patron.history.former import STILL
from patron.history.history import History
from patron.history.read import LEVELS, sorted_names

Array = np.ndarray[Any, Any]


def join(parts: Sequence[History], columns: Collection[str]) -> History:
    """Return what `make_history` would return of the rows of all parts.

    Parameters
    ----------
    parts
        One or more, in order of the ids of their customers, of whom each is in one part and none
        is a former one. All have the same columns, and say the same of an item.
    columns
        Columns, levels, and ``attributes`` that are wanted.
    """
    wanted = set(columns)
    if not wanted.isdisjoint(LEVELS):
        wanted.add("item")
    unified = {
        column: Unified.of([part.texts[column] for part in parts])
        for column in parts[0].codes
        if column in wanted
    }
    names = {column: one.names for column, one in unified.items()}
    levels, margins, tiers = {}, np.zeros(0), np.zeros(0)
    if "item" in unified:
        items = unified["item"]
        margins = items.by_name(np.concatenate([part.margins for part in parts]))
        tiers = items.by_name(np.concatenate([part.tiers for part in parts]))
        for level in wanted.intersection(parts[0].levels):
            groups = Unified.of([pa.array(part.names[level], pa.string()) for part in parts])
            names[level] = groups.names
            levels[level] = items.by_name(groups.codes([part.levels[level] for part in parts]))
    return History(
        customers=np.concatenate([part.customers for part in parts]),
        owner=_numbered_on(parts, [part.owner for part in parts]),
        occurred_at=np.concatenate([part.occurred_at for part in parts]),
        known_at=np.concatenate([part.known_at for part in parts]),
        codes={
            column: one.codes([part.codes[column] for part in parts])
            for column, one in unified.items()
        },
        names=names,
        numbers={
            column: np.concatenate([part.numbers[column] for part in parts])
            for column in parts[0].numbers
            if column in wanted
        },
        levels=levels,
        attributes=_attributes(parts) if "attributes" in wanted else Attributes.none(),
        margins=margins,
        tiers=tiers,
    )


@dataclass(frozen=True)
class Unified:
    """The names of several lists in one.

    Parameters
    ----------
    names
        All different ones, sorted.
    place
        The place there of each name of the one list after the other, and -1 at the end.
    first
        Where each list begins among them.
    """

    names: Array
    place: Array
    first: Array

    @classmethod
    def of(cls, lists: Sequence[pa.Array]) -> "Unified":
        """Return the lists in one."""
        coded = pa.concat_arrays(lists).dictionary_encode()
        names, rank = sorted_names(coded)
        place = as_numpy(coded.indices)
        place = place if rank is None else rank[place].astype(place.dtype)
        return cls(names, np.append(place, place.dtype.type(-1)), _starts(lists))

    def codes(self, parts: Sequence[Array]) -> Array:
        """Return the codes of all, of which each stood for a place in its own list; -1 is null."""
        code = np.concatenate(parts)
        within = np.repeat(self.first, [len(part) for part in parts]) + code
        return np.asarray(self.place[np.where(code < 0, -1, within)])

    def by_name(self, values: Array) -> Array:
        """Return the value of each name, of the values of the one list after the other."""
        found = np.empty(len(self.names), values.dtype)
        found[self.place[:-1]] = values
        return found


def _attributes(parts: Sequence[History]) -> Attributes:
    told = [part.attributes for part in parts]
    names, values = (
        Unified.of([pa.array(getattr(one, column), pa.string()) for one in told])
        for column in ("names", "values")
    )
    until = [one.known_until for one in told]
    ends = None
    if any(one is not None for one in until):
        ends = np.concatenate(
            [
                np.full(len(a.owner), STILL) if b is None else b
                for a, b in zip(told, until, strict=True)
            ]
        )
    return Attributes(
        _numbered_on(parts, [one.owner for one in told]),
        names.codes([one.name for one in told]),
        values.codes([one.value for one in told]),
        np.concatenate([one.known_at for one in told]),
        tuple(names.names),
        tuple(values.names),
        ends,
    )


def _numbered_on(parts: Sequence[History], owners: Sequence[Array]) -> Array:
    """Return the numbers of customers, each part's after those of the part before."""
    first = _starts([part.customers for part in parts])
    return np.asarray(np.concatenate(owners) + np.repeat(first, [len(one) for one in owners]))


def _starts(parts: Sequence[Any]) -> Array:
    """Return how many elements there are before each part."""
    return np.cumsum([0, *map(len, parts[:-1])])
