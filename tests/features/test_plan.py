from datetime import timedelta

import numpy as np

from patron.features import Tally, Where
from patron.features.plan import Layout

DAY = 86_400_000_000


def test_windows_are_runs_of_intervals_between_their_edges():
    layout = Layout(tuple(Tally("count", window=w) for w in (timedelta(days=3), None)))
    found = layout.intervals([10 * DAY, 12 * DAY])
    assert (found.edges // DAY).tolist() == [7, 9, 10, 12]
    assert found.reach.tolist() == [2, 3]
    # The first interval of three days before 10 ends at 10; to the start reaches interval 0.
    assert found.low.tolist() == [[1, 0], [2, 0]]


def test_one_cutoff_has_the_intervals_that_it_has_among_several():
    windows = (timedelta(days=3), None, timedelta(days=9))
    layout = Layout(tuple(Tally("count", window=window) for window in windows))
    alone = layout.intervals([20 * DAY])
    assert (alone.edges // DAY).tolist() == [11, 17, 20]
    assert (alone.reach.tolist(), alone.low.tolist()) == ([2], [[2, 1, 0]])


def test_tallies_that_differ_in_their_window_share_a_slot_short_windows_first():
    windows = (None, timedelta(days=9), timedelta(days=3))
    layout = Layout(tuple(Tally("sum", "amount", window=window) for window in windows))
    walk = layout.walks["added"]
    assert walk.source.tolist() == [2]
    assert layout.windows == [windows[2], windows[1], windows[0]]
    assert [one.tolist() for one in walk.by_slot] == [[0, 3], [0, 1, 2], [2, 1, 0]]
    assert [one.tolist() for one in walk.by_window] == [[0, 1, 2, 3], [0, 0, 0], [2, 1, 0]]


def test_a_slot_is_fed_with_the_term_of_its_column():
    columns = ("amount", "quantity")
    layout = Layout(tuple(Tally(a, c) for a in ("known", "squares", "max") for c in columns))
    assert layout.walks["added"].source.tolist() == [1, 4, 3, 6]
    assert layout.walks["extreme"].source.tolist() == [0, 1]
    times = Layout((Tally("first"), Tally("max", "amount"), Tally("last")))
    assert times.walks["extreme"].source.tolist() == [1, 0, 1]
    assert times.walks["extreme"].flag.tolist() == [True, False, False]


def fed(layout, history):
    row_class, by_walk = layout.row_classes(layout.keys(history))
    slots = by_walk["added"]
    return [slots.wanted[slots.pointer[c] : slots.pointer[c + 1]].tolist() for c in row_class]


def test_a_class_feeds_only_the_filters_that_it_meets(history_of):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-01-02", "kind": "visit"})
    wheres = (Where(kind="visit"), Where(), Where(kind="flight"))
    layout = Layout(tuple(Tally("count", where=where) for where in wheres))
    assert fed(layout, history) == [[1], [0, 1]]


def test_a_layout_serves_histories_with_other_names(history_of):
    layout = Layout((Tally("count", where=Where(kind="visit")), Tally("count")))
    assert fed(layout, history_of({"at": "2024-01-01", "kind": "visit"})) == [[0, 1]]
    assert fed(layout, history_of({"at": "2024-01-01", "kind": "apple"})) == [[1]]
    two = history_of({"at": "2024-01-01", "kind": "apple"}, {"at": "2024-01-02", "kind": "visit"})
    assert fed(layout, two) == [[1], [0, 1]]


def test_many_combinations_are_numbered_as_few_are(history_of, monkeypatch):
    rows = [{"at": "2024-01-01", "kind": k, "item": i} for k in "ab" for i in ("x", "y", None)]
    history = history_of(*rows)
    tallies = (Tally("count", where=Where(kind="a", item="x")), Tally("count"))
    few = fed(Layout(tallies), history)
    monkeypatch.setattr("patron.features.plan.LOOKED_UP", 0)
    assert fed(Layout(tallies), history) == few
    assert np.sum([len(slots) for slots in few]) == 7
