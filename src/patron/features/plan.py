"""Turn tallies into what the kernel walks with: classes of rows, slots, intervals, outputs.

A `Layout` depends on the tallies and on the names that codes stand for; it is made once and
serves every history with the same names. Only the ends of the intervals depend on the cutoffs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from math import prod
from typing import Any, NamedTuple

import numpy as np

from patron.features.base import Tally
from patron.features.state import Array, Intervals, Outputs, Slots
from patron.features.where import Where
from patron.history import CALENDAR, History, micros

# Which walk an aggregate belongs to: the first three are the families of the kernel.
WALKS: dict[str, tuple[str, ...]] = {
    "added": ("count", "known", "sum", "squares"),
    "extreme": ("max", "last", "first"),
    "days": ("days", "gap_squares"),
    "distinct": ("distinct",),
    "back": ("entropy", "top", "weeks", "streak"),
}
# Aggregates whose slots the kernel treats otherwise than the others of their family.
FLAGGED = ("first", "gap_squares")

# Up to so many combinations of names that filters mention are looked up in a table; above, those
# that occur are found by sorting.
LOOKED_UP = 1 << 16
# Histories with so many different lists of names are served without preparing anew.
NAMES_KEPT = 8


class BySlot(NamedTuple):
    """Window and output column of each figure of a slot, short windows first.

    The figures of slot s are those from ``pointer[s]`` up to ``pointer[s + 1]``.
    """

    pointer: Array
    window: Array
    column: Array


@dataclass(frozen=True)
class Layout:
    """What the kernel needs to know of some tallies, whatever the rows and the cutoffs are.

    Parameters
    ----------
    tallies
        Different tallies; output column n is that of the n-th.
    """

    tallies: tuple[Tally, ...]
    _places_of_names: dict[int, tuple[Any, Any]] = field(default_factory=dict, compare=False)

    @cached_property
    def wheres(self) -> list[Where]:
        """The different filters."""
        return list(dict.fromkeys(tally.where for tally in self.tallies))

    @cached_property
    def windows(self) -> list[timedelta | None]:
        """The different windows, the shortest first; None, which reaches to the start, is last."""
        different = {tally.window for tally in self.tallies}
        return sorted(different, key=lambda w: (w is None, w or timedelta()))

    @cached_property
    def number_columns(self) -> tuple[str, ...]:
        """Number columns that are added up."""
        return self._columns("added", "extreme")

    @cached_property
    def text_columns(self) -> tuple[str, ...]:
        """Text columns whose different values are counted."""
        return self._columns("distinct", "back")

    @cached_property
    def filter_columns(self) -> tuple[str, ...]:
        """Text columns that filters look at."""
        return tuple(sorted({column for where in self.wheres for column in where.wanted()}))

    def intervals(self, cutoffs: Sequence[int]) -> Intervals:
        """Return the intervals that rising cutoffs (microseconds) and the windows cut."""
        at = np.asarray(cutoffs, np.int64)
        spans = self._spans
        if len(at) == 1:
            # One cutoff is the common case where every microsecond counts.
            edges = at[0] - self._order_of_spans[0]
            last = len(edges) - 1
            return Intervals(edges, at, np.array([last]), self._order_of_spans[1][None, :])
        bounded = spans[spans >= 0]
        edges = np.unique((at[:, None] - np.append(bounded, 0)[None, :]).ravel())
        reach = np.searchsorted(edges, at)
        low = np.zeros((len(at), len(spans)), np.int64)
        for number in np.flatnonzero(spans >= 0):
            low[:, number] = np.searchsorted(edges, at - spans[number]) + 1
        return Intervals(edges, at, reach, low)

    def keys(self, history: History) -> Array:
        """Return a number for each row; where it is the same, the same filters let rows pass."""
        maps = self._maps(history.names)
        key = np.zeros(len(history), np.int64)
        for column, size in zip(self.filter_columns, self._sizes, strict=True):
            key *= size
            key += maps[column][history.code(column)]
        return key if self._table is None else self._table[0][key]

    def row_classes(self, keys: Array) -> tuple[Array, dict[str, Slots]]:
        """Return the class of each row by its key, and the slots of each walk they feed."""
        if self._table is not None:
            return keys, self._table[1]
        present, row_class = np.unique(keys, return_inverse=True)
        return row_class.astype(np.int32), self._fed(self._passes(present))

    @cached_property
    def walks(self) -> dict[str, "Walk"]:
        """What each walk has to find out."""
        return {name: Walk.of(self, name) for name in WALKS}

    @cached_property
    def mentioned(self) -> dict[str, tuple[str, ...]]:
        """The names that filters mention, by column; all other names are as good as one."""
        wanted = [where.wanted() for where in self.wheres]
        return {
            column: tuple(sorted({name for names in wanted for name in names.get(column, ())}))
            for column in self.filter_columns
        }

    @cached_property
    def _sizes(self) -> list[int]:
        return [len(self.mentioned[column]) + 1 for column in self.filter_columns]

    @cached_property
    def _table(self) -> tuple[Array, dict[str, Slots]] | None:
        """Class of each combination of mentioned names, None where there are too many."""
        if prod(self._sizes) > LOOKED_UP:
            return None
        passes = self._passes(np.arange(prod(self._sizes)))
        # Combinations that pass the same filters are one class.
        different, table = np.unique(passes, axis=1, return_inverse=True)
        return table.astype(np.int32), self._fed(different)

    def _passes(self, combinations: Array) -> Array:
        """Return which combinations of names pass each filter, shape (filters, combinations)."""
        passes = np.ones((len(self.wheres), len(combinations)), bool)
        rest = combinations
        for column, size in zip(self.filter_columns[::-1], self._sizes[::-1], strict=True):
            rest, place = np.divmod(rest, size)
            for number, where in enumerate(self.wheres):
                names = where.wanted().get(column)
                if names is not None:
                    wanted = [self.mentioned[column].index(name) + 1 for name in names]
                    passes[number] &= np.isin(place, wanted)
        return passes

    def _fed(self, passes: Array) -> dict[str, Slots]:
        """Return, by walk, the slots that the classes feed."""
        found = {}
        for name, walk in self.walks.items():
            class_number, slot = map(np.ascontiguousarray, np.nonzero(passes[walk.where].T))
            pointer = np.searchsorted(class_number, np.arange(passes.shape[1] + 1))
            found[name] = Slots(pointer, slot, walk.source[slot], walk.flag)
        return found

    def _maps(self, names: Mapping[str, Array]) -> dict[str, Array]:
        """Return, by column, the place among the mentioned names of each code (the last: null)."""
        kept = self._places_of_names.get(id(names))
        if kept is not None and kept[0] is names:
            return dict(kept[1])
        maps = {}
        for column, mentioned in self.mentioned.items():
            place = {name: number + 1 for number, name in enumerate(mentioned)}
            listed = CALENDAR[column] if column in CALENDAR else names[column]
            maps[column] = np.array([*(place.get(name, 0) for name in listed), 0], np.int64)
        if len(self._places_of_names) >= NAMES_KEPT:
            self._places_of_names.clear()
        self._places_of_names[id(names)] = (names, maps)
        return maps

    @cached_property
    def _spans(self) -> Array:
        """Length of each window in microseconds; -1 reaches to the start."""
        return np.array([-1 if w is None else micros(w) for w in self.windows], np.int64)

    @cached_property
    def _order_of_spans(self) -> tuple[Array, Array]:
        """Lengths from the longest to nought, and each window's first interval."""
        spans = np.unique(np.append(self._spans[self._spans >= 0], 0))[::-1]
        first = np.searchsorted(-spans, -self._spans) + 1
        return spans, np.where(self._spans < 0, 0, first)

    def _columns(self, *walks: str) -> tuple[str, ...]:
        places = [place for walk in walks for place in self._places(walk)]
        return tuple(sorted({c for n in places if (c := self.tallies[n].column) is not None}))

    def _places(self, walk: str) -> list[int]:
        return [n for n, t in enumerate(self.tallies) if t.aggregate in WALKS[walk]]


@dataclass(frozen=True)
class Walk:
    """Slots of one walk and the figures made of them.

    Parameters
    ----------
    where
        Number of each slot's filter.
    source
        With what a slot is fed. added: number of a term (1; then of each number column whether it
        is known, the number, its square). extreme: number of a column, or of the time after them.
        Otherwise: number of a text column.
    flag
        Whether a slot is one of an aggregate that is `FLAGGED`.
    aggregate
        Number of each slot's aggregate among those of the walk.
    by_slot, by_window
        The figures, in the one order and in the other.
    """

    where: Array
    source: Array
    flag: Array
    aggregate: Array
    by_slot: BySlot
    by_window: Outputs

    @classmethod
    def of(cls, layout: Layout, name: str) -> "Walk":
        """Return the walk of a name for the tallies of a layout."""
        places = np.array(layout._places(name), np.int64)
        tallies = [layout.tallies[place] for place in places]
        keys = [(tally.aggregate, tally.column, tally.where) for tally in tallies]
        slots = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        slot = np.array([slots[key] for key in keys], np.int64)
        window = np.array([layout.windows.index(tally.window) for tally in tallies], np.int64)
        order = np.lexsort((window, slot))
        pointer = np.searchsorted(slot[order], np.arange(len(slots) + 1))
        by_slot = BySlot(pointer, window[order], places[order])
        order = np.lexsort((slot, window))
        pointer = np.searchsorted(window[order], np.arange(len(layout.windows) + 1))
        by_window = Outputs(pointer, slot[order], places[order])
        return cls(
            np.array([layout.wheres.index(where) for _, _, where in slots], np.int64),
            np.array([_source(layout, aggregate, c) for aggregate, c, _ in slots], np.int64),
            np.array([aggregate in FLAGGED for aggregate, _, _ in slots], bool),
            np.array([WALKS[name].index(aggregate) for aggregate, _, _ in slots], np.int64),
            by_slot,
            by_window,
        )


def _source(layout: Layout, aggregate: str, column: str | None) -> int:
    """Return with what a slot is fed; see `Walk`."""
    numbers = layout.number_columns
    if aggregate == "count" or aggregate in WALKS["days"]:
        return 0
    if aggregate in WALKS["added"]:
        return 3 * numbers.index(column or "") + WALKS["added"].index(aggregate)
    if aggregate in WALKS["extreme"]:
        return len(numbers) if column is None else numbers.index(column)
    return -1 if column is None else layout.text_columns.index(column)
