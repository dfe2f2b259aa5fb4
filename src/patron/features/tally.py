"""Run the kernel over the groups of a history, on all cores and in bounded memory."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from patron.features.base import Tallied, Tally
from patron.features.past import Seen
from patron.features.plan import Intervals, Layout
from patron.history import STILL, Groups, History

Array = np.ndarray[Any, Any]

# Figures held at a time, in bytes; more customers than fit are done in turns.
BYTES_AT_A_TIME = 256 << 20
CORES = os.cpu_count() or 1
# Fewer rows than this are done before another thread would have started.
ROWS_PER_THREAD = 10_000


def tally(
    history: History,
    groups: Groups,
    tallies: Sequence[Tally] | Layout,
    cutoffs: Sequence[int],
    threads: int | None = None,
) -> Iterator[tuple[Array, Tallied]]:
    """Yield the tallies of the groups at the cutoffs, some groups at a time.

    Parameters
    ----------
    history
        Rows; the kernel leaves out what lies after, or was not known at, each cutoff.
    groups
        Rows by customer, item or pair, of this history.
    tallies
        What to compute; equal ones are computed once. A `Layout` that was made before saves the
        time to make it.
    cutoffs
        Microseconds since 1970, rising.
    threads
        Number of threads; None takes all cores.

    Yields
    ------
    tuple
        Number of each row's group, shape (n,), and the n rows of tallies: one for each group
        and cutoff of which something was known, and whose customer had not become part of
        another one.
    """
    layout = tallies if isinstance(tallies, Layout) else Layout(tuple(dict.fromkeys(tallies)))
    intervals = layout.intervals(cutoffs)
    at = np.asarray(cutoffs, np.int64)
    rows = _Rows(history, groups, layout)
    width = len(layout.tallies)
    at_a_time = max(1, BYTES_AT_A_TIME // max(1, 8 * len(at) * (width + 1)))
    for start in range(0, len(groups.customer), at_a_time):
        stop = min(start + at_a_time, len(groups.customer))
        seen, out = _run(rows, layout, intervals, at, (start, stop), threads or CORES)
        if len(history.former):
            seen &= _exist(history, groups.customer[start:stop], at)
        if seen.all():
            number = np.repeat(np.arange(start, stop), len(at))
            moments = np.tile(at, stop - start)
        else:
            visible = np.flatnonzero(seen)
            number, moments = start + visible // len(at), at[visible % len(at)]
            out = out[:, visible]
        values = dict(zip(layout.tallies, out, strict=True))
        past = Seen(history, groups, number, moments)
        yield number, Tallied(values, moments, past.attribute, past)


def _exist(history: History, customer: Array, cutoffs: Array) -> Array:
    """Return whether the customer of each (group, cutoff) was one then; -1 has none to end."""
    ends = np.append(history.ended_at, STILL)[customer]
    return np.asarray((cutoffs < ends[:, None]).ravel())


class _Rows:
    """The columns that the kernel reads, in the order of the groups."""

    def __init__(self, history: History, groups: Groups, layout: Layout) -> None:
        row_classes, (self.simple, self.distinct, self.back) = layout.row_classes(history)
        rows: Any = groups.rows
        n = len(history)
        self.offsets = groups.offsets
        self.times, self.known = history.occurred_at, history.known_at
        self.row_classes = row_classes
        numbers = [history.number(name) for name in layout.number_columns]
        texts = [history.code(name) for name in layout.text_columns]
        if rows is not None:
            n = len(rows)
            self.times, self.known = self.times[rows], self.known[rows]
            self.row_classes = row_classes[rows]
            numbers, texts = [one[rows] for one in numbers], [one[rows] for one in texts]
        self.values = _stacked(numbers, np.float64, n)
        self.codes = _stacked(texts, np.int64, n)


def _stacked(columns: list[Array], dtype: Any, n: int) -> Array:
    if len(columns) == 1 and columns[0].dtype == dtype:
        return columns[0].reshape(1, n)
    return np.array(columns, dtype).reshape(len(columns), n)


def _run(
    rows: _Rows,
    layout: Layout,
    intervals: Intervals,
    cutoffs: Array,
    part: tuple[int, int],
    cores: int,
) -> tuple[Array, Array]:
    """Return which (group, cutoff) have a past, and their figures, shape (tallies, n)."""
    from patron.features.backwards import look_back
    from patron.features.kernel import tally_groups

    start, stop = part
    many = len(cutoffs)
    seen = np.zeros((stop - start) * many, np.bool_)
    out = np.empty((len(layout.tallies), (stop - start) * many))
    distinct = (rows.distinct.pointer, rows.distinct.wanted, rows.distinct.column)
    outputs = (tuple(layout.simple.outputs), tuple(layout.distinct.outputs))
    back_outputs = tuple(layout.back.outputs)

    def work(a: int, z: int) -> None:
        mine = slice((a - start) * many, (z - start) * many)
        tally_groups(
            a, z, rows.offsets, rows.times, rows.known, rows.row_classes, rows.values, rows.codes,
            tuple(rows.simple), distinct, intervals.edges, cutoffs, intervals.reach, intervals.low,
            *outputs, seen[mine], out[:, mine],
        )  # fmt: skip
        if len(rows.back.column):
            look_back(
                a, z, rows.offsets, rows.times, rows.known, rows.row_classes, rows.codes,
                tuple(rows.back), intervals.edges, cutoffs, intervals.low, back_outputs,
                seen[mine], out[:, mine],
            )  # fmt: skip

    borders = _fair_borders(rows.offsets, start, stop, cores)
    if len(borders) == 2:
        work(start, stop)
    else:
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(work, borders[:-1], borders[1:]))
    return seen, out


def _fair_borders(offsets: Array, start: int, stop: int, threads: int) -> list[int]:
    """Return borders between the groups such that each thread gets about as many rows."""
    total = int(offsets[stop] - offsets[start])
    if threads == 1 or total < threads * ROWS_PER_THREAD:
        return [start, stop]
    shares = offsets[start] + total * np.arange(1, threads) // threads
    inner = np.clip(np.searchsorted(offsets, shares), start, stop)
    return [start, *inner.tolist(), stop]
