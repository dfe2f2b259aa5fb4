"""The compiled heart: one walk over each group's rows, whoever asks for what.

All cutoffs and windows cut time into elementary intervals, half-open to the left as the windows
are. A row falls into one of them and is added there to the running figures (slots) that its class
asks for; a window is a run of whole intervals. There are three families of slots:

added
    sums of one of a row's terms: 1, and of each number column whether it is known, the number and
    its square;
extreme
    the largest of such a term: a number, the time, or the time negated (for the first);
days
    different days, and the squared gaps between them, which do not simply add up: what lies
    between the last day of one interval and the first of the next belongs to neither.

A row that became known after a cutoff that lies after its occurrence is late: it is left out at
first, and added when the cutoff is reached by which it had become known.
"""

import numba as nb
import numpy as np

from patron.features.state import Array, Cells, Intervals, Late, Outputs, Rows, Slots

DAY = 86_400_000_000
NO_DAY = np.iinfo(np.int64).min
NEVER = np.iinfo(np.int64).max


# Compiled functions take arrays, not tuples of them, where they are called for each row: to take
# an array out of a tuple counts a reference, which costs more than to add a row.


@nb.njit(cache=True, nogil=True, forceinline=True)
def _clear(interval: int, touched: Array, sums: Array, largest: Array, first_day: Array) -> None:
    touched[interval] = True
    for slot in range(sums.shape[1]):
        sums[interval, slot] = 0.0
    for slot in range(largest.shape[1]):
        largest[interval, slot] = -np.inf
    for slot in range(first_day.shape[1]):
        first_day[interval, slot] = NO_DAY


@nb.njit(cache=True, nogil=True, forceinline=True)
def _add(
    row: int,
    interval: int,
    kind: int,
    pointer: Array,
    wanted: Array,
    source: Array,
    values: Array,
    terms: Array,
    sums: Array,
) -> None:
    """Add the terms of one row to the sums that want them."""
    for column in range(values.shape[0]):
        value = values[column, row]
        is_known = value == value
        terms[1 + 3 * column] = 1.0 if is_known else 0.0
        terms[2 + 3 * column] = value if is_known else 0.0
        terms[3 + 3 * column] = value * value if is_known else 0.0
    for place in range(pointer[kind], pointer[kind + 1]):
        sums[interval, wanted[place]] += terms[source[place]]


@nb.njit(cache=True, nogil=True, forceinline=True)
def _compare(
    row: int,
    interval: int,
    kind: int,
    moment: int,
    pointer: Array,
    wanted: Array,
    source: Array,
    negated: Array,
    values: Array,
    largest: Array,
) -> None:
    """Let one row's terms take the place of those that are not larger."""
    for place in range(pointer[kind], pointer[kind + 1]):
        column, slot = source[place], wanted[place]
        term = values[column, row] if column < values.shape[0] else float(moment)
        if negated[slot]:
            term = -term
        if term > largest[interval, slot]:
            largest[interval, slot] = term


@nb.njit(cache=True, nogil=True, forceinline=True)
def _add_day(
    interval: int,
    kind: int,
    moment: int,
    pointer: Array,
    wanted: Array,
    squared: Array,
    figure: Array,
    first_day: Array,
    last_day: Array,
) -> None:
    """Add the day of one row, of those of its interval the last so far."""
    start, stop = pointer[kind], pointer[kind + 1]
    if start == stop:
        return
    day = moment // DAY
    for place in range(start, stop):
        slot = wanted[place]
        if first_day[interval, slot] == NO_DAY:
            first_day[interval, slot] = day
            figure[interval, slot] = 0.0 if squared[slot] else 1.0
        elif day != last_day[interval, slot]:
            gap = day - last_day[interval, slot]
            figure[interval, slot] += float(gap * gap) if squared[slot] else 1.0
        last_day[interval, slot] = day


@nb.njit(cache=True, nogil=True)
def _walk(
    a: int,
    z: int,
    rows: Rows,
    time: Intervals,
    slots: tuple[Slots, Slots, Slots],
    cells: Cells,
    terms: Array,
    late: Late,
) -> int:
    """Add the rows from a to z, put the late ones aside, return when the first one was known."""
    (pointer, wanted, source, _), (e_pointer, e_wanted, e_source, negated), days = slots
    d_pointer, d_wanted, _, squared = days
    _, _, times, known_at, classes, values = rows
    sums, largest, figure, first_day, last_day, touched, starts = cells
    edges, cutoffs, _, _ = time
    touched[:] = False
    late.head[:] = -1
    aside = 0
    first = NEVER
    interval = 0
    starts[0] = a
    after = 0
    last = len(edges)
    for row in range(a, z):
        moment = times[row]
        while interval < last and moment > edges[interval]:
            interval += 1
            starts[interval] = row
        if interval == last:
            break
        known = known_at[row]
        if known > moment:
            while cutoffs[after] < moment:
                after += 1
            if known > cutoffs[after]:
                j = np.searchsorted(cutoffs, known)
                if j < len(cutoffs):
                    first = min(first, known)
                    late.row[aside] = row
                    late.interval[aside] = interval
                    late.next[aside] = late.head[j]
                    late.head[j] = aside
                    aside += 1
                continue
            first = min(first, known)
        else:
            first = min(first, moment)
        if not touched[interval]:
            _clear(interval, touched, sums, largest, first_day)
        kind = classes[row]
        _add(row, interval, kind, pointer, wanted, source, values, terms, sums)
        _compare(
            row, interval, kind, moment, e_pointer, e_wanted, e_source, negated, values, largest
        )
        _add_day(interval, kind, moment, d_pointer, d_wanted, squared, figure, first_day, last_day)
    for rest in range(interval + 1, last + 1):
        starts[rest] = z
    return first


@nb.njit(cache=True, nogil=True)
def _add_late(
    j: int,
    rows: Rows,
    cutoff: int,
    slots: tuple[Slots, Slots, Slots],
    cells: Cells,
    terms: Array,
    late: Late,
) -> None:
    """Add the late rows that had become known by cutoff j, and not by the one before it.

    The days of an interval go in order; where a row comes in between they are counted anew.
    """
    (pointer, wanted, source, _), (e_pointer, e_wanted, e_source, negated), days = slots
    d_pointer, d_wanted, _, squared = days
    _, _, times, known_at, classes, values = rows
    sums, largest, figure, first_day, last_day, touched, starts = cells
    place = late.head[j]
    while place >= 0:
        row, interval = late.row[place], late.interval[place]
        kind, moment = classes[row], times[row]
        if not touched[interval]:
            _clear(interval, touched, sums, largest, first_day)
        _add(row, interval, kind, pointer, wanted, source, values, terms, sums)
        _compare(
            row, interval, kind, moment, e_pointer, e_wanted, e_source, negated, values, largest
        )
        late.stale[interval] = True
        place = late.next[place]
    place = late.head[j]
    while place >= 0:
        interval = late.interval[place]
        if late.stale[interval]:
            late.stale[interval] = False
            first_day[interval, :] = NO_DAY
            for row in range(starts[interval], starts[interval + 1]):
                if known_at[row] <= cutoff:
                    _add_day(
                        interval, classes[row], times[row], d_pointer, d_wanted, squared, figure,
                        first_day, last_day,
                    )  # fmt: skip
        place = late.next[place]


@nb.njit(cache=True, nogil=True)
def _finish(
    j: int,
    time: Intervals,
    slots: tuple[Slots, Slots, Slots],
    outputs: tuple[Outputs, Outputs, Outputs],
    cells: Cells,
    total: Cells,
    row: int,
    out: Array,
) -> None:
    """Write the figures at cutoff j, shorter windows first: a longer one goes on from there."""
    negated, squared = slots[1].flag, slots[2].flag
    (pointer, slot_of, column), (e_pointer, e_slot_of, e_column), of_days = outputs
    d_pointer, d_slot_of, d_column = of_days
    sums, largest, figure, first_day, last_day, touched, _ = cells
    t_sums, t_largest, t_figure, t_first_day, _, t_touched, _ = total
    _clear(0, t_touched, t_sums, t_largest, t_first_day)
    t_figure[:] = 0.0
    low = time.low
    interval = time.reach[j]
    for window in range(low.shape[1]):
        while interval >= low[j, window]:
            if touched[interval]:
                for slot in range(sums.shape[1]):
                    t_sums[0, slot] += sums[interval, slot]
                for slot in range(largest.shape[1]):
                    t_largest[0, slot] = max(t_largest[0, slot], largest[interval, slot])
                for slot in range(figure.shape[1]):
                    if first_day[interval, slot] == NO_DAY:
                        continue
                    t_figure[0, slot] += figure[interval, slot]
                    following = t_first_day[0, slot]
                    t_first_day[0, slot] = first_day[interval, slot]
                    if following != NO_DAY:
                        gap = following - last_day[interval, slot]
                        if squared[slot]:
                            t_figure[0, slot] += float(gap * gap)
                        elif gap == 0:
                            # An edge within a day cut it in two; it is still one day.
                            t_figure[0, slot] -= 1.0
            interval -= 1
        for place in range(pointer[window], pointer[window + 1]):
            out[column[place], row] = t_sums[0, slot_of[place]]
        for place in range(e_pointer[window], e_pointer[window + 1]):
            slot = e_slot_of[place]
            most = t_largest[0, slot]
            if most == -np.inf:
                most = np.nan
            out[e_column[place], row] = -most if negated[slot] else most
        for place in range(d_pointer[window], d_pointer[window + 1]):
            out[d_column[place], row] = t_figure[0, d_slot_of[place]]


@nb.njit(cache=True, nogil=True)
def _cells(intervals: int, slots: tuple[Slots, Slots, Slots]) -> Cells:
    added, extreme, days = len(slots[0].flag), len(slots[1].flag), len(slots[2].flag)
    return Cells(
        np.empty((intervals, added)),
        np.empty((intervals, extreme)),
        np.empty((intervals, days)),
        np.empty((intervals, days), np.int64),
        np.empty((intervals, days), np.int64),
        np.zeros(intervals, np.bool_),
        np.empty(intervals + 1, np.int64),
    )


@nb.njit(cache=True, nogil=True)
def tally_groups(
    start: int,
    stop: int,
    rows: Rows,
    time: Intervals,
    slots: tuple[Slots, Slots, Slots],
    outputs: tuple[Outputs, Outputs, Outputs],
    places: Array,
    out: Array,
) -> int:
    """Fill `out` for the groups from `start` up to `stop`; return how many rows it has.

    Parameters
    ----------
    slots, outputs
        Of the families: added, extreme, days.
    places
        Is filled with the row of `out` of each group and cutoff, -1 where nothing was known of
        the group or it was no more; shape ((stop - start) * cutoffs,).
    out
        Shape (outputs, at least as many rows).
    """
    offsets, ends, cutoffs = rows.offsets, rows.ends, time.cutoffs
    intervals, many = len(time.edges), len(cutoffs)
    cells, total = _cells(intervals, slots), _cells(1, slots)
    terms = np.ones(1 + 3 * rows.values.shape[0])
    longest = 0
    for g in range(start, stop):
        longest = max(longest, offsets[g + 1] - offsets[g])
    head = np.empty(many, np.int64)
    late = Late(
        head,
        np.empty(longest, np.int64),
        np.empty(longest, np.int64),
        np.empty(longest, np.int64),
        np.zeros(intervals, np.bool_),
    )
    filled = 0
    for g in range(start, stop):
        first = _walk(offsets[g], offsets[g + 1], rows, time, slots, cells, terms, late)
        for j in range(many):
            at = (g - start) * many + j
            places[at] = -1
            if head[j] >= 0:
                _add_late(j, rows, cutoffs[j], slots, cells, terms, late)
            if cutoffs[j] >= first and cutoffs[j] < ends[g]:
                _finish(j, time, slots, outputs, cells, total, filled, out)
                places[at] = filled
                filled += 1
    return filled
