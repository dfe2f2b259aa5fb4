from datetime import timedelta

import numpy as np

from patron.features import Tally, Where
from patron.features.plan import make_plan

DAY = 86_400_000_000


def test_windows_are_runs_of_intervals_between_their_edges(history_of):
    history = history_of({"at": "2024-01-01"})
    tallies = [Tally("count", window=window) for window in (timedelta(days=3), None)]
    plan = make_plan(history, tallies, [10 * DAY, 12 * DAY])
    assert (plan.edges // DAY).tolist() == [7, 9, 10, 12]
    assert plan.reach.tolist() == [2, 3]
    # The first interval of three days before 10 ends at 9; to the start reaches interval 0.
    assert plan.low.tolist() == [[1, 0], [2, 0]]


def test_tallies_that_differ_in_their_window_share_a_slot(history_of):
    history = history_of({"at": "2024-01-01"})
    windows = (timedelta(days=3), timedelta(days=9), None)
    plan = make_plan(history, [Tally("sum", "amount", window=w) for w in windows], [DAY])
    assert len(plan.simple.aggregate) == 1
    slots, _, columns = plan.simple_out
    assert (slots.tolist(), columns.tolist()) == ([0, 0, 0], [0, 1, 2])


def test_a_class_feeds_only_the_filters_that_it_meets(history_of):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-01-02", "kind": "visit"})
    wheres = (Where(kind="visit"), Where(), Where(kind="flight"))
    plan = make_plan(history, [Tally("count", where=where) for where in wheres], [DAY])
    fed = [
        plan.simple.wanted[plan.simple.pointer[c] : plan.simple.pointer[c + 1]].tolist()
        for c in plan.classes
    ]
    assert fed == [[1], [0, 1]]


def test_many_combinations_are_numbered_as_few_are(history_of, monkeypatch):
    rows = [{"at": "2024-01-01", "kind": k, "item": i} for k in "ab" for i in ("x", "y", None)]
    history = history_of(*rows)
    tallies = [Tally("count", where=Where(kind="a", item="x")), Tally("count")]

    def fed():
        plan = make_plan(history, tallies, [DAY])
        slots = plan.simple
        return [
            slots.wanted[slots.pointer[c] : slots.pointer[c + 1]].tolist() for c in plan.classes
        ]

    few = fed()
    monkeypatch.setattr("patron.features.plan.LOOKED_UP", 0)
    assert fed() == few
    assert np.sum([len(slots) for slots in few]) == 7
