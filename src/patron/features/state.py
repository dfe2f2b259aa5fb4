"""What the compiled walks are handed, and what they keep while they walk."""

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Rows(NamedTuple):
    """The rows of all groups: group g is ``offsets[g]:offsets[g + 1]``, in order of time.

    Microseconds since 1970, class, and number columns, shape (columns, rows). Group g is there
    until ``ends[g]``.
    """

    offsets: Array
    ends: Array
    times: Array
    known: Array
    classes: Array
    values: Array


class Slots(NamedTuple):
    """Which slots of a walk a row of class c feeds, ``wanted[pointer[c]:pointer[c + 1]]``.

    `source` is the number of the term or column that each is fed with; see
    `patron.features.plan.Walk`. Of each slot, `flag` says whether it holds the negated time
    (extreme) or squared gaps (days).
    """

    pointer: Array
    wanted: Array
    source: Array
    flag: Array


class Outputs(NamedTuple):
    """Slot and output column of the figures of window w, ``pointer[w]:pointer[w + 1]``."""

    pointer: Array
    slot: Array
    column: Array


class Intervals(NamedTuple):
    """How cutoffs and windows, the shortest first, cut time.

    Ends of the intervals; cutoffs in order; each one's interval; first interval of window w at
    cutoff j, shape (cutoffs, windows).
    """

    edges: Array
    cutoffs: Array
    reach: Array
    low: Array


class Cells(NamedTuple):
    """Running figures by interval and slot, and which intervals have any.

    A days slot has a figure, a first and a last day; row `starts[i]` is the first of interval i.
    """

    sums: Array
    largest: Array
    figure: Array
    first_day: Array
    last_day: Array
    touched: Array
    starts: Array


class Late(NamedTuple):
    """The late rows of a group: lists, by the cutoff that knew them first, of rows.

    `head` is the place of the first row of each cutoff's list, `next` that of the one after it;
    -1 ends a list.
    """

    head: Array
    next: Array
    row: Array
    interval: Array
    stale: Array
