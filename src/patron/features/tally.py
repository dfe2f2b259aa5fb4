"""Run the kernel over the groups of a history, on all cores and in bounded memory."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from patron.features.base import Tallied, Tally
from patron.features.plan import Plan, make_plan
from patron.history import Groups, History

Array = np.ndarray[Any, Any]

# Figures held at a time, in bytes; more customers than fit are done in turns.
BYTES_AT_A_TIME = 256 << 20


def tally(
    history: History,
    groups: Groups,
    tallies: Sequence[Tally],
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
        What to compute; equal ones are computed once.
    cutoffs
        Microseconds since 1970, rising.
    threads
        Number of threads; None takes all cores.

    Yields
    ------
    tuple
        Number of each row's group, shape (n,), and the n rows of tallies: one for each group
        and cutoff of which something was known.
    """
    wanted = list(dict.fromkeys(tallies))
    plan = make_plan(history, wanted, cutoffs)
    rows = _Rows(history, groups, plan)
    bytes_a_group = max(1, 8 * len(cutoffs) * (len(wanted) + 1))
    at_a_time = max(1, BYTES_AT_A_TIME // bytes_a_group)
    for start in range(0, len(groups.customer), at_a_time):
        stop = min(start + at_a_time, len(groups.customer))
        seen, out = _run(rows, plan, start, stop, len(wanted), threads or os.cpu_count() or 1)
        visible = np.flatnonzero(seen)
        number = start + visible // len(cutoffs)
        at = np.asarray(cutoffs, np.int64)[visible % len(cutoffs)]
        values = {one: out[visible, place] for place, one in enumerate(wanted)}
        yield number, Tallied(values, at, _attribute_reader(history, groups.customer[number], at))


class _Rows:
    """The columns that the kernel reads, in the order of the groups."""

    def __init__(self, history: History, groups: Groups, plan: Plan) -> None:
        in_order = len(groups.rows) == len(history) and bool(
            np.array_equal(groups.rows, np.arange(len(history)))
        )
        rows: Any = slice(None) if in_order else groups.rows
        self.offsets = np.ascontiguousarray(groups.offsets, np.int64)
        self.times = np.ascontiguousarray(history.occurred_at[rows])
        self.known = np.ascontiguousarray(history.known_at[rows])
        self.classes = np.ascontiguousarray(plan.classes[rows])
        numbers = [history.numbers[name][rows] for name in plan.number_columns]
        texts = [history.code(name)[rows] for name in plan.text_columns]
        self.values = np.array(numbers, np.float64).reshape(len(numbers), len(self.times))
        self.codes = np.array(texts, np.int64).reshape(len(texts), len(self.times))


def _run(
    rows: _Rows, plan: Plan, start: int, stop: int, width: int, threads: int
) -> tuple[Array, Array]:
    """Return which (group, cutoff) have a past, and their figures."""
    from patron.features.kernel import tally_groups

    many = len(plan.cutoffs)
    seen = np.zeros((stop - start) * many, np.bool_)
    out = np.empty(((stop - start) * many, width))
    simple = (plan.simple.pointer, plan.simple.wanted, plan.simple.aggregate, plan.simple.column)
    distinct = (plan.distinct.pointer, plan.distinct.wanted, plan.distinct.column)

    def work(a: int, z: int) -> None:
        part = slice((a - start) * many, (z - start) * many)
        tally_groups(
            a, z, rows.offsets, rows.times, rows.known, rows.classes, rows.values, rows.codes,
            simple, distinct, plan.edges, plan.cutoffs, plan.reach, plan.low,
            plan.simple_out, plan.distinct_out, seen[part], out[part],
        )  # fmt: skip

    borders = _fair_borders(rows.offsets, start, stop, threads)
    if len(borders) == 2:
        work(start, stop)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, borders[:-1], borders[1:]))
    return seen, out


def _fair_borders(offsets: Array, start: int, stop: int, threads: int) -> list[int]:
    """Return borders between the groups such that each thread gets about as many rows."""
    total = int(offsets[stop] - offsets[start])
    if threads == 1 or total < 20_000:
        return [start, stop]
    shares = offsets[start] + total * np.arange(1, threads) // threads
    inner = np.clip(np.searchsorted(offsets, shares), start, stop)
    return [start, *inner.tolist(), stop]


def _attribute_reader(history: History, customers: Array, cutoffs: Array) -> Any:
    def read(name: str) -> Array:
        values = np.array([*history.attributes.values, None], dtype=object)
        known = history.attributes.known(name, customers, cutoffs)
        return np.asarray(values[known])

    return read
