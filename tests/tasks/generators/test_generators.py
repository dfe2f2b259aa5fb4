"""What each generator says of a small shop, worked out by head."""

from datetime import timedelta

import numpy as np
import pytest

from patron.errors import ConfigError
from patron.tasks.candidates import find_candidates, find_generator
from patron.tasks.generators import look_back
from patron.tasks.next_offer import NextOffer

TASK = NextOffer(name="n", horizon=timedelta(days=10))
ITEMS = tuple(
    {"item": item, "category": category}
    for item, category in [("ale", "bar"), ("rum", "bar"), ("tea", "hot"), ("new", "hot")]
)
# At 2024-03-01: ann took tea on two of her three days; two others take rum with their tea.
ROWS = [
    {"who": "ann", "at": "2024-02-28", "item": "tea"},
    {"who": "ann", "at": "2024-02-25", "item": "tea"},
    {"who": "ann", "at": "2024-01-01", "item": "ale"},
    {"who": "bob", "at": "2024-02-15", "item": "tea"},
    {"who": "bob", "at": "2024-02-28", "item": "tea"},
    {"who": "bob", "at": "2024-02-28", "item": "rum"},
    {"who": "cem", "at": "2024-02-27", "item": "tea"},
    {"who": "cem", "at": "2024-02-27", "item": "rum"},
    {"who": "dan", "at": "2024-02-27", "item": "new"},
    {"who": "eve", "at": "2024-02-27", "item": None},
]


@pytest.fixture
def says(history_of, day):
    """Return a function: what a generator says to somebody, by item, without the noughts."""

    def of(name, who, rows=ROWS):
        history = history_of(*rows, items=ITEMS)
        cutoff = day("2024-03-01")
        past = history.upto(cutoff)
        taken = look_back(past, TASK, cutoff, np.arange(len(history.customers)))
        place = history.customers.tolist().index(who)
        scores = find_generator(name)(taken).score(np.array([place]))[0]
        names = history.names["item"][taken.what]
        told = zip(names.tolist(), scores.tolist(), strict=True)
        return {item: round(value, 4) for item, value in told if abs(value) > 1e-5}

    return of


def test_habit_is_the_share_of_all_visits(says):
    assert says("habit", "ann") == {"tea": 0.6667, "ale": 0.3333}


def test_lately_is_the_share_of_the_visits_of_three_horizons(says):
    assert says("lately", "ann") == {"tea": 1.0}


def test_own_counts_a_visit_half_after_three_horizons(says):
    # Tea 2 and 5 days ago, ale 60: weights of days over one and all visits.
    tea, ale = 0.5 ** (2 / 30) + 0.5 ** (5 / 30), 0.25
    whole = 1 + tea + ale
    assert says("own", "ann") == {"tea": round(tea / whole, 4), "ale": round(ale / whole, 4)}


def test_popular_is_how_many_took_it_in_the_last_horizon(says):
    assert says("popular", "eve") == {"tea": 3.0, "rum": 2.0, "new": 1.0}
    assert says("untried", "eve") == says("popular", "ann")


def test_fresh_is_how_many_took_it_for_the_first_time(says):
    # Bob had taken tea before.
    assert says("fresh", "dan") == {"tea": 2.0, "rum": 2.0, "new": 1.0}


def test_own_then_popular_counts_days_and_then_takers(says):
    assert says("own_then_popular", "ann") == {"tea": 2.5, "ale": 1.0, "rum": 0.3333, "new": 0.1667}


def test_shelf_is_how_often_they_take_of_a_group_times_the_share_of_the_item_in_it(says):
    # Of hot things tea is five sixths: lines lately, of all customers.
    assert says("shelf", "ann") == {"tea": 0.8333, "new": 0.1667}


def test_neighbours_are_what_goes_with_what_they_took(says):
    told = says("neighbours", "ann")
    assert told["rum"] > 0
    assert "new" not in told, "nobody took it with anything that ann takes"


def test_alike_is_what_those_with_the_same_tastes_took(says):
    assert says("alike", "ann") == {"tea": 1.0, "rum": 1.0}


def test_the_repeated_share_is_drawn_towards_nothing(says):
    # One taker of tea in the horizon before the last, who came back; five more are assumed not to.
    assert says("repeated", "dan") == {"tea": 0.1667}


@pytest.mark.parametrize("name", ["factors", "segment"])
def test_scores_of_taste_favour_what_is_taken(says, name):
    told = says(name, "cem")
    assert min(told["tea"], told["rum"]) > told.get("new", 0)


def test_who_took_nothing_is_offered_what_is_popular(history_of, day):
    history = history_of(*ROWS, items=ITEMS)
    cutoff = day("2024-03-01")
    eve = np.flatnonzero(history.customers == "eve")
    found = find_candidates(history.upto(cutoff), TASK, eve, cutoff, ["popular"])
    names = history.names["item"][found.item].tolist()
    assert dict(zip(names, found.scores["popular"].tolist(), strict=True)) == {
        "new": 1.0, "rum": 2.0, "tea": 3.0,
    }  # fmt: skip


def test_an_unknown_generator_is_named_with_those_there_are():
    with pytest.raises(ConfigError, match=r"'neighbors'.*did you mean neighbours"):
        find_generator("neighbors")
