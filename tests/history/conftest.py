"""Rows as tables, and histories in words, so that two of them can be compared."""

import numpy as np
import pyarrow as pa
import pytest

from patron.history.read import LEVELS, NUMBERS, TEXTS
from patron.schema import HISTORY, ITEMS, TEXT, TIME

FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
LISTED = [
    {"item": "jam", "category": "food", "brand": "b", "margin": 0.5},
    {"item": "pea", "category": "food", "brand": "a", "tier": 2.0},
    {"item": "tea", "category": "drinks"},
]


@pytest.fixture(scope="session")
def catalogue():
    """Return ITEMS of three."""
    return ITEMS.of(LISTED)


@pytest.fixture(scope="session")
def table_of():
    """Return a function that makes a table of rows with times in microseconds since 1970."""

    def make(rows, columns=HISTORY.columns):
        return pa.table({n: pa.array([row.get(n) for row in rows], t) for n, t in columns.items()})

    return make


@pytest.fixture(scope="session")
def facts_of(table_of):
    """Return a function that makes a table of facts."""
    return lambda told: table_of(told, dict(zip(FACTS.names, FACTS.types, strict=True)))


@pytest.fixture(scope="session")
def plain():
    """Return a function that says all that a history says in words."""

    def words(history):
        told = history.attributes
        texts = {
            column: [None if code < 0 else history.names_of(column)[code] for code in codes]
            for column in (*TEXTS, *LEVELS)
            if len(codes := history.code(column))
        }
        facts = [
            (int(owner), told.names[name], told.values[value], int(at))
            for owner, name, value, at in zip(
                told.owner, told.name, told.value, told.known_at, strict=True
            )
        ]
        numbers = {name: [repr(float(one)) for one in history.number(name)] for name in NUMBERS}
        for name in ("margins", "tiers"):
            by_row = np.append(getattr(history, name), np.nan)[history.codes["item"]]
            numbers[name] = [repr(float(one)) for one in by_row]
        times = [one.tolist() for one in (history.owner, history.occurred_at, history.known_at)]
        return history.customers.tolist(), times, texts, numbers, facts

    return words
