"""The compiled walk that counts different values, from the newest row back.

A value counts at its last occurrence before a cutoff, so that it is counted once in every window
that holds it.
"""

import numba as nb
import numpy as np

from patron.features.state import Array, Intervals, Rows, Slots

EVERY_ROW = np.iinfo(np.int64).max


@nb.njit(cache=True, nogil=True)
def _place(table: Array, stamps: Array, stamp: int, key: int) -> int:
    """Return the place of a key in the open-addressing table, or of the gap where it belongs."""
    mask = len(table) - 1
    place = (key * np.int64(-7046029254386353131)) & mask
    while stamps[place] == stamp and table[place] != key:
        place = (place + 1) & mask
    return int(place)


@nb.njit(cache=True, nogil=True)
def _has_late(a: int, z: int, rows: Rows, cutoffs: Array) -> bool:
    """Return whether a row occurred before a cutoff by which it was not known."""
    for row in range(a, z):
        moment, known = rows.times[row], rows.known[row]
        if known > moment:
            j = np.searchsorted(cutoffs, moment)
            if j < len(cutoffs) and known > cutoffs[j]:
                return True
    return False


@nb.njit(cache=True, nogil=True)
def _count(
    a: int,
    z: int,
    first_cutoff: int,
    end_cutoff: int,
    places: Array,
    rows: Rows,
    codes: Array,
    slots: Slots,
    time: Intervals,
    outputs: tuple[Array, Array, Array],
    stamp: int,
    table: Array,
    stamps: Array,
    nexts: Array,
    out: Array,
) -> None:
    """Count the values of the rows from a to z at some cutoffs, of which several know the same."""
    out_pointer, out_window, out_column = outputs
    width = np.int64(len(slots.flag))
    single = end_cutoff - first_cutoff == 1
    interval = len(time.edges) - 1
    for row in range(z - 1, a - 1, -1):
        moment = rows.times[row]
        kind = rows.classes[row]
        if slots.pointer[kind] == slots.pointer[kind + 1]:
            continue
        if moment > time.cutoffs[end_cutoff - 1]:
            continue
        if single and rows.known[row] > time.cutoffs[first_cutoff]:
            continue
        while interval and moment <= time.edges[interval - 1]:
            interval -= 1
        for spot in range(slots.pointer[kind], slots.pointer[kind + 1]):
            slot = slots.wanted[spot]
            code = codes[slots.source[spot], row]
            if code < 0:
                continue
            key = np.int64(code) * width + slot
            place = _place(table, stamps, stamp, key)
            following = nexts[place] if stamps[place] == stamp else EVERY_ROW
            table[place] = key
            stamps[place] = stamp
            nexts[place] = interval
            for j in range(first_cutoff, end_cutoff):
                if time.reach[j] < interval or places[j] < 0:
                    continue
                if time.reach[j] >= following:
                    break
                for c in range(out_pointer[slot], out_pointer[slot + 1]):
                    if interval >= time.low[j, out_window[c]]:
                        out[out_column[c], places[j]] += 1.0


@nb.njit(cache=True, nogil=True)
def count_different(
    start: int,
    stop: int,
    rows: Rows,
    codes: Array,
    time: Intervals,
    slots: Slots,
    outputs: tuple[Array, Array, Array],
    places: Array,
    out: Array,
) -> None:
    """Fill the columns of `out` that `outputs` names, for the groups from `start` up to `stop`.

    The parameters are those of `patron.features.kernel.tally_groups`, which has filled `places`.

    Parameters
    ----------
    codes
        Text columns, shape (columns, rows).
    outputs
        Pointer by slot into window and output column.
    """
    largest = 0
    for g in range(start, stop):
        largest = max(largest, rows.offsets[g + 1] - rows.offsets[g])
    size = 16
    while size < 2 * largest * len(slots.flag):
        size *= 2
    table = np.empty(size, np.int64)
    nexts = np.empty(size, np.int64)
    stamps = np.zeros(size, np.int64)
    stamp = 0
    many = len(time.cutoffs)
    for column in outputs[2]:
        out[column, :] = 0.0
    for g in range(start, stop):
        a, z = rows.offsets[g], rows.offsets[g + 1]
        mine = places[(g - start) * many : (g - start + 1) * many]
        step = 1 if _has_late(a, z, rows, time.cutoffs) else many
        for j in range(0, many, step):
            stamp += 1
            _count(
                a, z, j, j + step, mine, rows, codes, slots, time, outputs, stamp, table, stamps,
                nexts, out,
            )  # fmt: skip
