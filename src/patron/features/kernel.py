"""The compiled heart: one walk over each group's rows, whoever asks for what.

All cutoffs and windows cut time into elementary intervals, half-open to the left as the windows
are. Each row falls into one of them and is added there to every running figure (slot) that its
class asks for; a window is a run of whole intervals. Only `distinct` needs a second walk, from
the newest row back: a value counts at its last occurrence before a cutoff.

A row that became known after a cutoff that lies after its occurrence is late. A group with late
rows is walked again for each cutoff by which more of them had become known.
"""

from typing import Any

import numba as nb
import numpy as np

COUNT, SUM, SQUARES, KNOWN, MAX, FIRST, LAST, DAYS, GAP_SQUARES = range(9)
DAY = 86_400_000_000
EVERY_ROW = np.iinfo(np.int64).max
NO_DAY = np.iinfo(np.int64).min

Array = np.ndarray[Any, Any]


@nb.njit(cache=True, nogil=True, inline="always")
def _floor_day(moment: int) -> int:
    return moment // DAY


@nb.njit(cache=True, nogil=True)
def _add(
    slot: int,
    interval: int,
    moment: int,
    agg: int,
    value: float,
    cells: Array,
    days: Array,
) -> None:
    """Add one row to one slot of one interval.

    Whole arrays and places in them, not slices: to make a slice costs more than to add a row.
    """
    cell = cells[interval, slot]
    if agg == COUNT:
        cells[interval, slot] = cell + 1.0
    elif agg == KNOWN:
        if not np.isnan(value):
            cells[interval, slot] = cell + 1.0
    elif agg <= MAX:
        if np.isnan(value):
            return
        if agg == SUM:
            cells[interval, slot] = cell + value
        elif agg == SQUARES:
            cells[interval, slot] = cell + value * value
        elif not cell >= value:
            cells[interval, slot] = value
    elif agg == FIRST:
        if np.isnan(cell):
            cells[interval, slot] = moment
    elif agg == LAST:
        cells[interval, slot] = moment
    else:
        day = _floor_day(moment)
        if days[interval, slot, 0] == NO_DAY:
            days[interval, slot, 0] = day
            cells[interval, slot] = 1.0 if agg == DAYS else 0.0
        elif day != days[interval, slot, 1]:
            gap = day - days[interval, slot, 1]
            cells[interval, slot] = cell + (1.0 if agg == DAYS else float(gap * gap))
        days[interval, slot, 1] = day


@nb.njit(cache=True, nogil=True)
def _clear(interval: int, agg: Array, cells: Array, days: Array) -> None:
    """Make one interval empty."""
    for slot in range(len(agg)):
        nothing = MAX <= agg[slot] <= LAST
        cells[interval, slot] = np.nan if nothing else 0.0
        days[interval, slot, 0] = NO_DAY


@nb.njit(cache=True, nogil=True)
def _is_late(moment: int, known_at: int, cutoffs: Array) -> bool:
    """Return whether a cutoff lies between when a row occurred and when it was known."""
    if known_at <= moment:
        return False
    j = np.searchsorted(cutoffs, moment)
    return bool(j < len(cutoffs) and known_at > cutoffs[j])


@nb.njit(cache=True, nogil=True)
def _mark_walks(a: int, z: int, times: Array, known: Array, cutoffs: Array, walks: Array) -> bool:
    """Mark the cutoffs by which late rows became known; return whether there is a late row."""
    walks[:] = False
    late = False
    for row in range(a, z):
        if known[row] > times[row] and _is_late(times[row], known[row], cutoffs):
            late = True
            j = np.searchsorted(cutoffs, known[row])
            if j < len(cutoffs):
                walks[j] = True
    # The first walk leaves out all that were not known by the first cutoff.
    walks[0] = True
    return late


@nb.njit(cache=True, nogil=True)
def _walk(
    a: int,
    z: int,
    known_by: int,
    cutoffs: Array,
    times: Array,
    known: Array,
    classes: Array,
    values: Array,
    pointer: Array,
    wanted: Array,
    agg: Array,
    column: Array,
    edges: Array,
    cells: Array,
    days: Array,
    touched: Array,
) -> None:
    """Add the rows from a to z to the intervals, without late ones not known by a moment.

    Rows that are not late belong to their intervals at every cutoff that reaches them.
    """
    touched[:] = False
    interval = 0
    last = len(edges)
    for row in range(a, z):
        moment = times[row]
        while interval < last and moment > edges[interval]:
            interval += 1
        if interval == last:
            break
        if known[row] > known_by and _is_late(moment, known[row], cutoffs):
            continue
        if not touched[interval]:
            touched[interval] = True
            _clear(interval, agg, cells, days)
        kind = classes[row]
        for place in range(pointer[kind], pointer[kind + 1]):
            slot = wanted[place]
            value = values[column[slot], row] if column[slot] >= 0 else 0.0
            _add(slot, interval, moment, agg[slot], value, cells, days)


@nb.njit(cache=True, nogil=True)
def _finish_slot(
    slot: int,
    agg: int,
    j: int,
    reach: Array,
    low: Array,
    pointer: Array,
    windows: Array,
    columns: Array,
    cells: Array,
    days: Array,
    touched: Array,
    row: int,
    out: Array,
) -> None:
    """Write one slot's figure at cutoff j over each of its windows, which are in order of length.

    The intervals are added up from the newest back, so that a longer window goes on from where
    the shorter one ended.
    """
    total = np.nan if MAX <= agg <= LAST else 0.0
    later_day = NO_DAY
    interval = reach[j]
    for place in range(pointer[slot], pointer[slot + 1]):
        while interval >= low[j, windows[place]]:
            if touched[interval]:
                cell = cells[interval, slot]
                if agg <= KNOWN:
                    total += cell
                elif agg == MAX:
                    if not (total >= cell or np.isnan(cell)):
                        total = cell
                elif agg == FIRST:
                    if not np.isnan(cell):
                        total = cell
                elif agg == LAST:
                    if np.isnan(total):
                        total = cell
                elif days[interval, slot, 0] != NO_DAY:
                    total += cell
                    if later_day != NO_DAY:
                        gap = later_day - days[interval, slot, 1]
                        if agg == DAYS:
                            # An edge within a day cut it in two; it is still one day.
                            total -= 1.0 if gap == 0 else 0.0
                        else:
                            total += float(gap * gap)
                    later_day = days[interval, slot, 0]
            interval -= 1
        out[columns[place], row] = total


@nb.njit(cache=True, nogil=True)
def _place(table: Array, stamps: Array, stamp: int, key: int) -> int:
    """Return the place of a key in the open-addressing table, or of the gap where it belongs."""
    mask = len(table) - 1
    place = (key * np.int64(-7046029254386353131)) & mask
    while stamps[place] == stamp and table[place] != key:
        place = (place + 1) & mask
    return int(place)


@nb.njit(cache=True, nogil=True)
def _distinct(
    a: int,
    z: int,
    first_cutoff: int,
    end_cutoff: int,
    base: int,
    stamp: int,
    times: Array,
    known: Array,
    classes: Array,
    codes: Array,
    pointer: Array,
    wanted: Array,
    column: Array,
    edges: Array,
    cutoffs: Array,
    reach: Array,
    low: Array,
    out_slot: Array,
    out_window: Array,
    out_pointer: Array,
    single: bool,
    table: Array,
    stamps: Array,
    nexts: Array,
    out: Array,
) -> None:
    """Count each value at its last occurrence before each cutoff, newest rows first."""
    width = np.int64(len(column))
    for row in range(z - 1, a - 1, -1):
        moment = times[row]
        kind = classes[row]
        if pointer[kind] == pointer[kind + 1]:
            continue
        if single and (known[row] > cutoffs[first_cutoff] or moment > cutoffs[first_cutoff]):
            continue
        interval = np.searchsorted(edges, moment)
        for spot in range(pointer[kind], pointer[kind + 1]):
            slot = wanted[spot]
            code = codes[column[slot], row]
            if code < 0:
                continue
            key = np.int64(code) * width + slot
            place = _place(table, stamps, stamp, key)
            following = nexts[place] if stamps[place] == stamp else EVERY_ROW
            table[place] = key
            stamps[place] = stamp
            nexts[place] = interval
            for j in range(first_cutoff, end_cutoff):
                if reach[j] < interval:
                    continue
                if reach[j] >= following:
                    break
                for c in range(out_pointer[slot], out_pointer[slot + 1]):
                    if interval >= low[j, out_window[c]]:
                        out[out_slot[c], base + j] += 1.0


@nb.njit(cache=True, nogil=True)
def tally_groups(
    start: int,
    stop: int,
    offsets: Array,
    times: Array,
    known: Array,
    classes: Array,
    values: Array,
    codes: Array,
    simple: tuple[Array, Array, Array, Array],
    distinct: tuple[Array, Array, Array],
    edges: Array,
    cutoffs: Array,
    reach: Array,
    low: Array,
    simple_out: tuple[Array, Array, Array],
    distinct_out: tuple[Array, Array, Array],
    seen: Array,
    out: Array,
) -> None:
    """Fill `out` and `seen` for the groups from `start` up to `stop`.

    Parameters
    ----------
    offsets
        Group g is rows ``offsets[g]:offsets[g + 1]``, in order of time.
    times, known, classes
        Microseconds and class of each row.
    values, codes
        Number and text columns, shape (columns, rows).
    simple, distinct
        Slots: pointer into the wanted slots by class, wanted slots, (aggregate,) column.
    edges, cutoffs, reach, low
        Ends of the intervals; cutoffs in order; each one's interval; first interval of window w
        at cutoff j, shape (cutoffs, windows).
    simple_out, distinct_out
        Pointer into the outputs by slot, window and output column; the outputs of a slot are in
        order of their windows' lengths.
    seen, out
        Shape (groups * cutoffs,) and (outputs, groups * cutoffs), counted from `start`.
    """
    pointer, wanted, agg, column = simple
    d_pointer, d_wanted, d_column = distinct
    out_pointer, out_windows, out_columns = simple_out
    d_out_pointer, d_out_window, d_out_column = distinct_out
    intervals = len(edges)
    cells = np.empty((intervals, len(agg)))
    days = np.empty((intervals, len(agg), 2), np.int64)
    touched = np.zeros(intervals, np.bool_)
    largest = 0
    for g in range(start, stop):
        largest = max(largest, offsets[g + 1] - offsets[g])
    size = 16
    while size < 2 * largest * max(len(d_column), 1):
        size *= 2
    if len(d_column) == 0:
        size = 1
    table = np.empty(size, np.int64)
    nexts = np.empty(size, np.int64)
    stamps = np.zeros(size, np.int64)
    stamp = 0
    many = len(cutoffs)
    walks = np.empty(many, np.bool_)
    for g in range(start, stop):
        a, z = offsets[g], offsets[g + 1]
        base = (g - start) * many
        late = _mark_walks(a, z, times, known, cutoffs, walks)
        if not late:
            _walk(
                a, z, EVERY_ROW, cutoffs, times, known, classes, values, pointer, wanted, agg,
                column, edges, cells, days, touched,
            )  # fmt: skip
        stale = False
        for j in range(many):
            stale = stale or walks[j]
            visible = False
            for row in range(a, z):
                if times[row] > cutoffs[j]:
                    break
                if known[row] <= cutoffs[j]:
                    visible = True
                    break
            seen[base + j] = visible
            if not visible:
                continue
            if late and stale:
                stale = False
                _walk(
                    a, z, cutoffs[j], cutoffs, times, known, classes, values, pointer, wanted,
                    agg, column, edges, cells, days, touched,
                )  # fmt: skip
            for slot in range(len(agg)):
                _finish_slot(
                    slot, agg[slot], j, reach, low, out_pointer, out_windows, out_columns, cells,
                    days, touched, base + j, out,
                )  # fmt: skip
            for c in range(len(d_out_column)):
                out[d_out_column[c], base + j] = 0.0
        if len(d_column) == 0:
            continue
        if not late:
            stamp += 1
            _distinct(
                a, z, 0, many, base, stamp, times, known, classes, codes, d_pointer, d_wanted,
                d_column, edges, cutoffs, reach, low, d_out_column, d_out_window, d_out_pointer,
                False, table, stamps, nexts, out,
            )  # fmt: skip
            continue
        for j in range(many):
            if seen[base + j]:
                stamp += 1
                _distinct(
                    a, z, j, j + 1, base, stamp, times, known, classes, codes, d_pointer,
                    d_wanted, d_column, edges, cutoffs, reach, low, d_out_column, d_out_window,
                    d_out_pointer, True, table, stamps, nexts, out,
                )  # fmt: skip
