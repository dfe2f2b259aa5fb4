import numpy as np

from patron.tasks.generators.taken import drawn, within


def test_visits_are_days_on_which_anything_was_taken(taken):
    told, place = taken
    assert told.visits(np.ones_like)[place("ann")] == 3
    assert told.visits(within(1))[place("ann")] == 2
    assert told.visits(np.ones_like)[place("eve")] == 0


def test_days_are_counted_once_and_by_how_long_ago_they_were(taken):
    told, place = taken
    assert told.ever[place("ann")].sum() == 3
    assert told.recent[place("bob")].sum() == 2
    assert told.before[place("bob")].sum() == 1
    assert told.takers_ever.tolist() == [1, 1, 2, 3]


def test_of_many_customers_the_same_few_are_drawn_each_time():
    assert drawn(3, 5).tolist() == [0, 1, 2]
    some = drawn(1_000, 5)
    assert len(set(some.tolist())) == 5
    assert (np.diff(some) > 0).all()
    assert drawn(1_000, 5).tolist() == some.tolist()
