"""The compiled walk from each cutoff back: the mix of values, and weeks in a row.

What a week of a customer is depends on the cutoff, and a mix does not add up from intervals; so
the rows known at a cutoff are walked from the newest back, and a window's figure is read off
where it begins.
"""

from math import log

import numba as nb
import numpy as np

from patron.features.state import Array, Intervals, Rows, Slots

ENTROPY, TOP, WEEKS, STREAK = range(4)
WEEK = 7 * 86_400_000_000


@nb.njit(cache=True, nogil=True)
def _figure(agg: int, rows: int, most: int, of_count: Array, weeks: int, streak: int) -> float:
    """Return a slot's figure from what was met so far.

    `of_count` says how many values occur so many times. The sum goes over these counts instead
    of over the values, so that it is the same to the last bit in whatever order they come.
    """
    if agg == WEEKS:
        return float(weeks)
    if agg == STREAK:
        return float(streak)
    if rows == 0:
        return 0.0
    if agg == TOP:
        return most / rows
    if most == rows:
        return 0.0
    total = 0.0
    for count in range(2, most + 1):
        if of_count[count] > 0:
            total += of_count[count] * (count * log(count))
    return log(rows) - total / rows


@nb.njit(cache=True, nogil=True)
def _count_more(
    table: Array, stamps: Array, counts: Array, stamp: int, key: int, of_count: Array
) -> int:
    """Count one more row of a value; return how many it has now."""
    mask = len(table) - 1
    place = (key * np.int64(-7046029254386353131)) & mask
    while stamps[place] == stamp and table[place] != key:
        place = (place + 1) & mask
    if stamps[place] != stamp:
        stamps[place] = stamp
        table[place] = key
        counts[place] = 0
    else:
        of_count[counts[place]] -= 1
    counts[place] += 1
    of_count[counts[place]] += 1
    return int(counts[place])


@nb.njit(cache=True, nogil=True)
def look_back(
    start: int,
    stop: int,
    rows: Rows,
    codes: Array,
    time: Intervals,
    slots: Slots,
    agg: Array,
    outputs: tuple[Array, Array, Array],
    places: Array,
    out: Array,
) -> None:
    """Fill the columns of `out` that `outputs` names, for the groups from `start` up to `stop`.

    The parameters are those of `patron.features.different.count_different`.

    Parameters
    ----------
    agg
        What each slot holds.
    """
    offsets, times, known, classes = rows.offsets, rows.times, rows.known, rows.classes
    pointer, wanted = slots.pointer, slots.wanted
    edges, cutoffs, low = time.edges, time.cutoffs, time.low
    out_pointer, out_window, out_column = outputs
    width = len(agg)
    many = len(cutoffs)
    largest = 0
    for g in range(start, stop):
        largest = max(largest, offsets[g + 1] - offsets[g])
    size = 16
    while size < 2 * largest * width:
        size *= 2
    table = np.empty(size, np.int64)
    counts = np.empty(size, np.int64)
    stamps = np.zeros(size, np.int64)
    stamp = 0
    of_count = np.zeros((width, largest + 1), np.int64)
    counted = np.empty(width, np.int64)
    most = np.empty(width, np.int64)
    weeks = np.empty(width, np.int64)
    streak = np.empty(width, np.int64)
    last_week = np.empty(width, np.int64)
    place = np.empty(width, np.int64)
    for g in range(start, stop):
        for j in range(many):
            at = places[(g - start) * many + j]
            if at < 0:
                continue
            cutoff = cutoffs[j]
            stamp += 1
            counted[:] = 0
            most[:] = 0
            weeks[:] = 0
            streak[:] = 0
            last_week[:] = -1
            place[:] = out_pointer[:-1]
            for row in range(offsets[g + 1] - 1, offsets[g] - 1, -1):
                moment = times[row]
                if moment > cutoff or known[row] > cutoff:
                    continue
                week = (cutoff - moment) // WEEK
                kind = classes[row]
                for spot in range(pointer[kind], pointer[kind + 1]):
                    slot = wanted[spot]
                    end = out_pointer[slot + 1]
                    while place[slot] < end:
                        first = low[j, out_window[place[slot]]]
                        if first == 0 or moment > edges[first - 1]:
                            break
                        out[out_column[place[slot]], at] = _figure(
                            agg[slot], counted[slot], most[slot], of_count[slot], weeks[slot],
                            streak[slot],
                        )  # fmt: skip
                        place[slot] += 1
                    if place[slot] == end:
                        continue
                    if agg[slot] >= WEEKS:
                        if week != last_week[slot]:
                            weeks[slot] += 1
                            last_week[slot] = week
                        if week == streak[slot]:
                            streak[slot] += 1
                        continue
                    code = codes[slots.source[spot], row]
                    if code >= 0:
                        counted[slot] += 1
                        key = np.int64(code) * width + slot
                        now = _count_more(table, stamps, counts, stamp, key, of_count[slot])
                        most[slot] = max(most[slot], now)
            for slot in range(width):
                for rest in range(place[slot], out_pointer[slot + 1]):
                    out[out_column[rest], at] = _figure(
                        agg[slot], counted[slot], most[slot], of_count[slot], weeks[slot],
                        streak[slot],
                    )  # fmt: skip
                of_count[slot, : most[slot] + 1] = 0
