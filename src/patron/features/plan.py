"""Turn tallies into what the kernel walks with: classes of rows, slots, intervals, outputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from patron.features.base import Tally, Where
from patron.history import History, micros

AGGREGATES = ("count", "sum", "squares", "max", "first", "last", "days", "gap_squares", "distinct")
Array = np.ndarray[Any, Any]

# Up to so many combinations of filter values are looked up in a table, if there are rows enough
# to be worth it; else those that occur are found by sorting.
LOOKED_UP = 1 << 20
ALWAYS_LOOKED_UP = 1 << 10


@dataclass(frozen=True)
class Slots:
    """Running figures that several windows share, and which classes of rows feed them."""

    pointer: Array
    wanted: Array
    aggregate: Array
    column: Array


@dataclass(frozen=True)
class Plan:
    """Everything that `kernel.tally_groups` needs beside the rows' times.

    Parameters
    ----------
    classes
        Class of each row of the history; rows of one class feed the same slots.
    simple, distinct
        Slots of the two walks.
    simple_out, distinct_out
        Slot, window and output column of each figure.
    edges, cutoffs, reach, low
        See `kernel.tally_groups`.
    text_columns, number_columns
        Columns that the slots' `column` counts in.
    """

    classes: Array
    simple: Slots
    distinct: Slots
    simple_out: tuple[Array, Array, Array]
    distinct_out: tuple[Array, Array, Array]
    edges: Array
    cutoffs: Array
    reach: Array
    low: Array
    text_columns: tuple[str, ...]
    number_columns: tuple[str, ...]


def make_plan(history: History, tallies: Sequence[Tally], cutoffs: Sequence[int]) -> Plan:
    """Return the plan that computes the tallies, in their order, at the cutoffs.

    Parameters
    ----------
    history
        Rows to walk, and the names that filters are matched with.
    tallies
        Different tallies; equal ones must have been made one.
    cutoffs
        Microseconds since 1970, rising.
    """
    wheres = list(dict.fromkeys(tally.where for tally in tallies))
    classes, feeds = _classes(history, wheres)
    windows = list(dict.fromkeys(tally.window for tally in tallies))
    edges, reach, low = _intervals(np.asarray(cutoffs, np.int64), windows)
    parts = _split(tallies)
    numbers = tuple(sorted({t.column for _, t in parts[0] if t.column is not None}))
    texts = tuple(sorted({t.column for _, t in parts[1] if t.column is not None}))
    simple, simple_out = _slots(parts[0], wheres, feeds, windows, numbers)
    distinct, (d_slot, d_window, d_column) = _slots(parts[1], wheres, feeds, windows, texts)
    order = np.argsort(d_slot, kind="stable")
    d_pointer = np.searchsorted(d_slot[order], np.arange(len(distinct.aggregate) + 1))
    return Plan(
        classes,
        simple,
        distinct,
        simple_out,
        (d_pointer, d_window[order], d_column[order]),
        edges,
        np.asarray(cutoffs, np.int64),
        reach,
        low,
        texts,
        numbers,
    )


Numbered = list[tuple[int, Tally]]


def _split(tallies: Sequence[Tally]) -> tuple[Numbered, Numbered]:
    """Return the simple and the distinct tallies, each with its place."""
    numbered = list(enumerate(tallies))
    return (
        [(place, tally) for place, tally in numbered if tally.aggregate != "distinct"],
        [(place, tally) for place, tally in numbered if tally.aggregate == "distinct"],
    )


def _intervals(cutoffs: Array, windows: Sequence[timedelta | None]) -> tuple[Array, Array, Array]:
    """Return the intervals' ends, each cutoff's interval, and each window's first one."""
    spans = [micros(window) for window in windows if window is not None]
    edges = np.unique(np.concatenate([cutoffs, *(cutoffs - span for span in spans)]))
    reach = np.searchsorted(edges, cutoffs)
    low = np.zeros((len(cutoffs), len(windows)), np.int64)
    for number, window in enumerate(windows):
        if window is not None:
            low[:, number] = np.searchsorted(edges, cutoffs - micros(window)) + 1
    return edges, reach, low


def _classes(history: History, wheres: Sequence[Where]) -> tuple[Array, Array]:
    """Return the class of each row, and which classes feed each filter (filters, classes)."""
    wanted = [where.wanted() for where in wheres]
    columns = sorted({column for names in wanted for column in names})
    sizes = [len(history.names[column]) + 1 for column in columns]
    key = np.zeros(len(history), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key = key * size + history.code(column) + 1
    total = int(np.prod([float(size) for size in sizes])) if sizes else 1
    if total <= min(LOOKED_UP, max(ALWAYS_LOOKED_UP, len(history))):
        classes, present = key, np.arange(total)
    else:
        present, classes = np.unique(key, return_inverse=True)
    feeds = np.ones((len(wheres), len(present)), bool)
    rest = present.copy()
    for column, size in zip(reversed(columns), reversed(sizes), strict=True):
        digit = rest % size - 1
        rest //= size
        for number, names in enumerate(wanted):
            if column in names:
                codes = [history.code_of(column, name) for name in names[column]]
                feeds[number] &= np.isin(digit, [code for code in codes if code >= 0])
    return classes.astype(np.int32), feeds


def _slots(
    tallies: Numbered,
    wheres: Sequence[Where],
    feeds: Array,
    windows: Sequence[timedelta | None],
    columns: Sequence[str],
) -> tuple[Slots, tuple[Array, Array, Array]]:
    """Return the slots of some tallies, and slot, window and output column of each tally."""
    keys = [(tally.aggregate, tally.column, tally.where) for _, tally in tallies]
    slots = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    fed = np.array([feeds[wheres.index(where)] for _, _, where in slots], bool)
    fed = fed.reshape(len(slots), feeds.shape[1])
    class_number, slot_number = np.nonzero(fed.T)
    column = [-1 if name is None else columns.index(name) for _, name, _ in slots]
    made = Slots(
        np.searchsorted(class_number, np.arange(feeds.shape[1] + 1)),
        slot_number.astype(np.int64),
        np.array([AGGREGATES.index(aggregate) for aggregate, _, _ in slots], np.int64),
        np.array(column, np.int64),
    )
    outputs = (
        np.array([slots[key] for key in keys], np.int64),
        np.array([windows.index(tally.window) for _, tally in tallies], np.int64),
        np.array([place for place, _ in tallies], np.int64),
    )
    return made, outputs
