"""Run the kernel over the groups of histories, on all cores and in bounded memory."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

import numpy as np

from patron.features.base import Tallied, Tally
from patron.features.past import Seen
from patron.features.plan import Layout
from patron.features.state import Array, Intervals, Rows
from patron.history import STILL, Groups, History

T = TypeVar("T")

CORES = os.cpu_count() or 1
# Groups are done some at a time: so many rows and so many bytes of figures.
ROWS_AT_A_TIME = 250_000
BYTES_AT_A_TIME = 32 << 20
# Figures are copied out of an array of which less than this share is filled.
WELL_FILLED = 0.75


class Told(NamedTuple):
    """The tallies of some groups of a history.

    Parameters
    ----------
    history, groups
        Rows and whose they are.
    number
        Number of each row's group, shape (n,).
    tallied
        The n rows of tallies: one for each group and cutoff of which something was known.
    """

    history: History
    groups: Groups
    number: Array
    tallied: Tallied


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

    def as_told(told: Told) -> tuple[Array, Tallied]:
        return told.number, told.tallied

    yield from tally_parts([(history, groups)], layout, cutoffs, as_told, threads)


def tally_parts(
    parts: Iterable[tuple[History, Groups]],
    layout: Layout,
    cutoffs: Sequence[int],
    then: Callable[[Told], T],
    threads: int | None = None,
) -> Iterator[T]:
    """Yield what is made of the tallies of some groups at a time, in order.

    While some groups are worked on the parts after them are read; only a few are held at a time.

    Parameters
    ----------
    parts
        Histories and their groups.
    layout, cutoffs, threads
        As of `tally`.
    then
        What to make of the tallies; is called on several threads at once.
    """
    grouped = (GroupedRows(history, groups, layout) for history, groups in parts)
    yield from tally_grouped(grouped, layout, cutoffs, then, threads)


def tally_grouped(
    parts: Iterable["GroupedRows"],
    layout: Layout,
    cutoffs: Sequence[int],
    then: Callable[[Told], T],
    threads: int | None = None,
) -> Iterator[T]:
    """Yield what `tally_parts` yields, of rows made for the layout."""
    intervals = layout.intervals(cutoffs)
    cells = 8 * len(intervals.cutoffs) * (len(layout.tallies) + 1)

    def jobs() -> Iterator[Callable[[], T]]:
        for rows in parts:
            offsets = rows.groups.offsets
            for start, stop in _pieces(offsets, max(1, BYTES_AT_A_TIME // max(1, cells))):
                yield partial(work, rows, start, stop)

    def work(rows: "GroupedRows", start: int, stop: int) -> T:
        return then(rows.tally(start, stop, intervals))

    yield from _in_order(jobs(), threads or CORES)


def _in_order(jobs: Iterator[Callable[[], T]], threads: int) -> Iterator[T]:
    """Yield the results of the jobs, of which a few more are begun than have been asked for."""
    first = list(islice(jobs, 2))
    if len(first) < 2 or threads == 1:
        for job in chain(first, jobs):
            yield job()
        return
    with ThreadPoolExecutor(threads) as pool:
        begun: list[Future[T]] = []
        for job in chain(first, jobs):
            begun.append(pool.submit(job))
            if len(begun) > 2 * threads:
                yield begun.pop(0).result()
        for future in begun:
            yield future.result()


def _pieces(offsets: Array, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of groups of about as many rows, and of at most so many groups."""
    start, groups = 0, len(offsets) - 1
    while start < groups:
        enough = int(np.searchsorted(offsets, offsets[start] + ROWS_AT_A_TIME))
        stop = min(max(enough, start + 1), start + most, groups)
        yield start, stop
        start = stop


class GroupedRows:
    """The columns that the kernel reads, in the order of the groups, whatever the cutoffs are.

    Parameters
    ----------
    history, groups
        Rows and whose they are.
    layout
        Of what is to be tallied.
    """

    def __init__(self, history: History, groups: Groups, layout: Layout) -> None:
        rows: Any = slice(None) if groups.rows is None else groups.rows
        n = len(history) if groups.rows is None else len(rows)
        numbers = [history.number(name)[rows] for name in layout.number_columns]
        texts = [history.code(name)[rows] for name in layout.text_columns]
        keys = layout.keys(history)[rows]
        self._hold(
            history,
            groups,
            layout,
            (keys, _stacked(texts, np.int64, n), _stacked(numbers, np.float64, n)),
        )

    @classmethod
    def joined(cls, parts: Sequence["GroupedRows"], history: History) -> "GroupedRows":
        """Return the rows of several, each of other customers, made for the same layout.

        Codes are compared within a group only, so each may have its own.

        Parameters
        ----------
        parts
            One or more.
        history
            Theirs joined, with the columns that features look at beside tallies.
        """
        rows = cls.__new__(cls)
        columns = zip(*(part._columns for part in parts), strict=True)
        keys, codes, values = (np.concatenate(column, axis=-1) for column in columns)
        groups = history.groups("customer")
        rows._hold(history, groups, parts[0].layout, (keys, codes, values))
        return rows

    def _hold(
        self, history: History, groups: Groups, layout: Layout, columns: tuple[Array, Array, Array]
    ) -> None:
        self.history, self.groups, self.layout = history, groups, layout
        self._columns = columns
        keys, codes, values = columns
        classes, self.slots = layout.row_classes(keys)
        self.codes = _read_only(codes)
        rows: Any = slice(None) if groups.rows is None else groups.rows
        times, known = history.occurred_at[rows], history.known_at[rows]
        # A group without a customer has none that could end.
        ends = np.append(history.ended_at, STILL)[groups.customer]
        self.rows = Rows(groups.offsets, ends, *map(_read_only, (times, known, classes, values)))

    def tally(self, start: int, stop: int, intervals: Intervals) -> Told:
        """Return the tallies of the groups from `start` up to `stop`."""
        from patron.features.kernel import tally_groups

        walks, slots = self.layout.walks, self.slots
        cutoffs = intervals.cutoffs
        places = np.empty((stop - start) * len(cutoffs), np.int64)
        out = np.empty((len(self.layout.tallies), len(places)))
        families = ("added", "extreme", "days")
        filled = tally_groups(
            start, stop, self.rows, intervals, tuple(slots[name] for name in families),
            tuple(walks[name].by_window for name in families), places, out,
        )  # fmt: skip
        if len(walks["distinct"].flag):
            from patron.features.different import count_different

            count_different(
                start, stop, self.rows, self.codes, intervals, slots["distinct"],
                tuple(walks["distinct"].by_slot), places, out,
            )  # fmt: skip
        if len(walks["back"].flag):
            from patron.features.backwards import look_back

            look_back(
                start, stop, self.rows, self.codes, intervals, slots["back"],
                walks["back"].aggregate, tuple(walks["back"].by_slot), places, out,
            )  # fmt: skip
        return self._told(start, cutoffs, places, out[:, :filled])

    def _told(self, start: int, cutoffs: Array, places: Array, out: Array) -> Told:
        if out.shape[1] == len(places):
            number = np.repeat(np.arange(start, start + len(places) // len(cutoffs)), len(cutoffs))
            moments = np.tile(cutoffs, len(places) // len(cutoffs))
        else:
            visible = np.flatnonzero(places >= 0)
            number, moments = start + visible // len(cutoffs), cutoffs[visible % len(cutoffs)]
            if out.shape[1] < WELL_FILLED * len(places):
                out = out.copy()
        past = Seen(self.history, self.groups, number, moments)
        values = dict(zip(self.layout.tallies, out, strict=True))
        return Told(
            self.history, self.groups, number, Tallied(values, moments, past.attribute, past)
        )


def _stacked(columns: list[Array], dtype: Any, n: int) -> Array:
    if len(columns) == 1 and columns[0].dtype == dtype:
        return columns[0].reshape(1, n)
    return np.array(columns, dtype).reshape(len(columns), n)


def _read_only(column: Array) -> Array:
    """Return the same numbers as what the kernel is compiled for, once and not for each kind."""
    held = np.ascontiguousarray(column).view()
    held.flags.writeable = False
    return held
