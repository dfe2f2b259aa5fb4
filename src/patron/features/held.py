"""Since when a value holds: the newest one, or the one that is seen most often."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from patron.history import Groups, History, micros

Array = np.ndarray[Any, Any]


def held_since(
    history: History,
    groups: Groups,
    asked: tuple[Array, Array],
    wanted: Mapping[str, Sequence[str]],
    window: timedelta | None,
    column: str,
    start: Callable[[Array, Array, Array], Array],
) -> Array:
    """Return since when a value of a text column holds, in microseconds, NaN for none, shape (n,).

    Parameters
    ----------
    history, groups
        Rows and whose they are.
    asked
        Number of the group, and microseconds since 1970, shape (n,) each.
    wanted, window
        Which rows count, as in `Seen.pasts`; rows without a value never do.
    column
        Column of the history, or level of its items.
    start
        `start_of_newest` or `start_of_favourite`.
    """
    number, moments = asked
    found = np.full(len(number), np.nan)
    if not len(number):
        return found
    owner, at, known_at, code = _rows(history, groups, (number.min(), number.max() + 1), column)
    passes = code >= 0
    for name, names in wanted.items():
        codes = _rows(history, groups, (number.min(), number.max() + 1), name)[3]
        passes &= np.isin(codes, [history.code_of(name, one) for one in names])
    passed = np.flatnonzero(passes)
    # By value where times are the same: the order must not depend on how the rows came.
    passed = passed[np.lexsort((code[passed], at[passed], owner[passed]))]
    owner, at, known_at, code = owner[passed], at[passed], known_at[passed], code[passed]
    for moment in np.unique(moments):
        seen = (at <= moment) & (known_at <= moment)
        if window is not None:
            seen &= at > moment - micros(window)
        mine = owner[seen]
        if not len(mine):
            continue
        firsts = np.flatnonzero(np.append(True, mine[1:] != mine[:-1]))
        since = start(firsts, at[seen], code[seen])
        rows = np.flatnonzero(moments == moment)
        place = np.searchsorted(mine[firsts], number[rows])
        there = mine[firsts][np.minimum(place, len(firsts) - 1)] == number[rows]
        found[rows[there]] = since[place[there]]
    return found


def start_of_newest(firsts: Array, at: Array, code: Array) -> Array:
    """Return since when each group has had no other value than its newest one.

    Parameters
    ----------
    firsts
        First row of each group, shape (groups,).
    at, code
        Time and value of the rows, in order of group, time and value, shape (rows,).
    """
    other = np.append(True, code[1:] != code[:-1])
    other[firsts] = True
    starts = np.flatnonzero(other)
    last = np.append(firsts[1:], len(code)) - 1
    return np.asarray(at[starts[np.searchsorted(starts, last, side="right") - 1]])


def start_of_favourite(firsts: Array, at: Array, code: Array) -> Array:
    """Return since when no other value of each group is seen more often than its favourite.

    The favourite is the most frequent value; of several, that which was so first.

    Parameters
    ----------
    firsts, at, code
        As in `start_of_newest`.
    """
    group = np.zeros(len(code), np.int64)
    group[firsts[1:]] = 1
    group = np.cumsum(group)
    times = _times_so_far(group, code)
    most = np.flatnonzero(times == np.maximum.reduceat(times, firsts)[group])
    favourite = code[most[np.searchsorted(most, firsts)]][group]
    is_favourite = code == favourite
    own = np.cumsum(is_favourite)
    own -= (own[firsts] - is_favourite[firsts])[group]
    # Adding more than any count for each group begins the largest so far anew in it.
    anew = group * (len(code) + 1)
    others = np.maximum.accumulate(np.where(is_favourite, 0, times) + anew) - anew
    behind = np.where(others > own, np.arange(len(code)), -1)
    return np.asarray(at[np.maximum(np.maximum.reduceat(behind, firsts) + 1, firsts)])


def _times_so_far(group: Array, code: Array) -> Array:
    """Return how often each row's value was seen in its group, the row itself included."""
    order = np.lexsort((code, group))
    sorted_group, sorted_code = group[order], code[order]
    is_new = np.append(
        True, (sorted_group[1:] != sorted_group[:-1]) | (sorted_code[1:] != sorted_code[:-1])
    )
    place = np.arange(len(code))
    times = np.empty(len(code), np.int64)
    times[order] = place - np.maximum.accumulate(np.where(is_new, place, 0)) + 1
    return times


def _rows(
    history: History, groups: Groups, part: tuple[int, int], column: str
) -> tuple[Array, Array, Array, Array]:
    """Return group, times and value of the rows of some groups, in order of group."""
    first, end = part
    offsets = groups.offsets[first : end + 1]
    rows: Any = slice(offsets[0], offsets[-1])
    if groups.rows is not None:
        rows = groups.rows[rows]
    owner = np.repeat(np.arange(first, end), np.diff(offsets))
    return owner, history.occurred_at[rows], history.known_at[rows], history.code(column)[rows]
