"""A small shop in which what generators say can be worked out by head."""

from datetime import timedelta

import numpy as np
import pytest

from patron.tasks.candidates import find_generator
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


@pytest.fixture
def taken(history_of, day):
    """Return what was taken in the small shop, and a function that gives the place of somebody."""
    history = history_of(*ROWS, items=ITEMS)
    cutoff = day("2024-03-01")
    told = look_back(history.upto(cutoff), TASK, cutoff, np.arange(len(history.customers)))
    return told, history.customers.tolist().index
