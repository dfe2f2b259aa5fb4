import numpy as np

from patron.world.people import NEVER, draw_people
from patron.world.settings import World


def test_households_share_home_and_move_together(many):
    people = many.people
    of = people.household - people.number[0]
    for values in (people.homes[0].street, people.homes[0].city, people.moved):
        assert (values == values[of]).all()
    sizes = np.bincount(of)
    assert set(np.unique(sizes)) == {0, 1, 2, 3, 4}


def test_the_last_block_holds_the_rest():
    people = draw_people(World(customers=13, block=10), 1)
    assert people.number.tolist() == [10, 11, 12]
    assert people.household.min() >= 10


def test_everybody_is_known_by_something(many):
    assert (many.people.registered | many.people.card).all()


def test_people_live_elsewhere_once_they_moved_and_are_called_otherwise_once_married(many):
    people = many.people
    movers = np.flatnonzero((people.moved > 0) & (people.moved < NEVER))[:5]
    before, after = people.moved[movers] - 1, people.moved[movers]
    assert (people.home_of(movers, before).house == people.homes[0].house[movers]).all()
    assert (people.home_of(movers, after).house == people.homes[1].house[movers]).all()
    wed = np.flatnonzero((people.married > 0) & (people.married < NEVER))[:5]
    assert (people.name_of(wed, people.married[wed]) == people.married_name[wed]).all()
    assert (people.name_of(wed, people.married[wed] - 1) == people.last_name[wed]).all()
