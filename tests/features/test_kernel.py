"""The kernel against a plain re-telling of what each tally means, on random histories."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patron.features import Tally, Where
from patron.features.tally import tally
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.history import History

HOUR = DAY // 24
START = 19_000 * DAY
KINDS = ("purchase", "visit")
CATEGORIES = ("tea", "milk", "salt")
SHORT, LONG = timedelta(days=3), timedelta(days=11)
TALLIES = [
    Tally(aggregate, column, where, window)
    for aggregate, column in [
        ("count", None),
        ("sum", "amount"),
        ("squares", "amount"),
        ("known", "amount"),
        ("max", "amount"),
        ("first", None),
        ("last", None),
        ("days", None),
        ("gap_squares", None),
        ("distinct", "item"),
        ("distinct", "category"),
        ("entropy", "item"),
        ("entropy", "category"),
        ("top", "item"),
        ("weeks", None),
        ("streak", None),
    ]
    for where in [
        Where(),
        Where(kind="purchase"),
        Where(kind="purchase", category=("tea", "salt")),
        Where(kind="flight"),
        Where(weekday=("saturday", "sunday"), daypart="evening"),
    ]
    for window in [SHORT, LONG, None]
]


def told(history: History, one: Tally, cutoff: int, rows: np.ndarray) -> float:
    """Return what a tally means, as a person would count it by hand."""
    rows = rows[(history.occurred_at[rows] <= cutoff) & (history.known_at[rows] <= cutoff)]
    if one.window is not None:
        rows = rows[history.occurred_at[rows] > cutoff - one.window // timedelta(microseconds=1)]
    for column, names in one.where.wanted().items():
        rows = rows[history.is_any(column, names)[rows]]
    times = history.occurred_at[rows]
    amounts = [a for a in history.numbers["amount"][rows] if not np.isnan(a)]
    days = sorted({int(time // DAY) for time in times})
    weeks = {int((cutoff - time) // (7 * DAY)) for time in times}
    nothing = float("nan")
    match one.aggregate:
        case "count":
            return len(rows)
        case "sum":
            return sum(amounts)
        case "squares":
            return sum(a * a for a in amounts)
        case "max":
            return max(amounts, default=nothing)
        case "first":
            return min(times, default=nothing)
        case "last":
            return max(times, default=nothing)
        case "days":
            return len(days)
        case "gap_squares":
            return sum((b - a) ** 2 for a, b in pairwise(days))
        case "known":
            return len(amounts)
        case "weeks":
            return len(weeks)
        case "streak":
            return next(n for n in range(len(weeks) + 1) if n not in weeks)
    values = Counter(code for code in history.code(one.column)[rows].tolist() if code >= 0)
    match one.aggregate:
        case "distinct":
            return len(values)
        case "top":
            return max(values.values(), default=0) / max(values.total(), 1)
        case _:
            shares = [n / values.total() for n in values.values()]
            return -sum(share * log(share) for share in shares)


def rows_of(moments, kinds, items, amounts, delays, owners) -> History:
    order = np.lexsort((moments, owners))
    pick = [np.asarray(column)[order] for column in (owners, moments, kinds, items, amounts)]
    owner, moment, kind, item, amount = pick
    constant = np.zeros(len(order), np.int64)
    return History(
        customers=np.array([f"c{n}" for n in range(4)], dtype=object),
        owner=owner.astype(np.int64),
        occurred_at=moment.astype(np.int64),
        known_at=moment.astype(np.int64) + np.asarray(delays, np.int64)[order],
        codes={
            "kind": kind.astype(np.int64),
            "item": item.astype(np.int64),
            "channel": constant,
            "actor": constant,
            "offer": constant - 1,
            "basket": constant - 1,
        },
        names={
            "kind": np.array(KINDS, dtype=object),
            "item": np.array([f"i{n}" for n in range(5)], dtype=object),
            "channel": np.array(["web"], dtype=object),
            "actor": np.array(["customer"], dtype=object),
            "offer": np.array([], dtype=object),
            "basket": np.array([], dtype=object),
            "category": np.array(CATEGORIES, dtype=object),
        },
        numbers={"amount": amount.astype(np.float64)},
        levels={"category": np.array([0, 1, 2, 0, -1])},
    )


@st.composite
def histories(draw):
    n = draw(st.integers(0, 40))
    several = lambda values: draw(st.lists(values, min_size=n, max_size=n))  # noqa: E731
    # Hours on a coarse grid, so that many rows lie exactly on the edges of windows.
    return rows_of(
        [START + HOUR * hour for hour in several(st.integers(0, 40 * 24))],
        several(st.sampled_from([0, 1])),
        several(st.sampled_from([-1, 0, 1, 2, 3, 4])),
        several(st.sampled_from([1.0, 2.5, -4.0, float("nan")])),
        several(st.sampled_from([0, 0, 0, HOUR, 9 * DAY])),
        several(st.integers(0, 3)),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.lists(st.integers(0, 45 * 24), min_size=1, max_size=4, unique=True))
@pytest.mark.parametrize("entity", ["customer", "item", "pair"])
def test_every_tally_is_what_a_person_would_count(entity, history, hours):
    cutoffs = sorted(START + HOUR * hour for hour in hours)
    groups = history.groups(entity)
    found = {}
    for number, tallied in tally(history, groups, TALLIES, cutoffs, threads=1):
        for place, (group, cutoff) in enumerate(zip(number, tallied.cutoffs, strict=True)):
            found[group, cutoff] = [tallied[one][place] for one in TALLIES]
    for group in range(len(groups.customer)):
        every = np.arange(len(history)) if groups.rows is None else groups.rows
        rows = every[groups.offsets[group] : groups.offsets[group + 1]]
        for cutoff in cutoffs:
            known = (history.occurred_at[rows] <= cutoff) & (history.known_at[rows] <= cutoff)
            assert ((group, cutoff) in found) == bool(known.any())
            if known.any():
                wanted = [told(history, one, cutoff, rows) for one in TALLIES]
                np.testing.assert_allclose(found[group, cutoff], wanted, rtol=1e-12, atol=1e-15)


def test_threads_and_turns_do_not_change_a_tally(monkeypatch):
    rng = np.random.default_rng(0)
    n = 50_000
    history = rows_of(
        START + rng.integers(0, 40 * 24, n) * HOUR,
        rng.integers(0, 2, n),
        rng.integers(-1, 5, n),
        rng.normal(size=n),
        rng.choice([0, 9 * DAY], n, p=[0.99, 0.01]),
        rng.integers(0, 4, n),
    )
    cutoffs = [START + 20 * DAY, START + 30 * DAY]
    groups = history.groups("customer")

    def run(threads):
        parts = list(tally(history, groups, TALLIES, cutoffs, threads))
        return [np.concatenate([p[1][one] for p in parts]) for one in TALLIES]

    once = run(1)
    twice = run(2)
    monkeypatch.setattr("patron.features.tally.BYTES_AT_A_TIME", 1)
    in_turns = run(2)
    for one, two, three in zip(once, twice, in_turns, strict=True):
        np.testing.assert_array_equal(one, two)
        np.testing.assert_array_equal(one, three)
