"""Ann's week, and what a feature says of it."""

import numpy as np
import pytest

from patron.catalog import kinds
from patron.config import build
from patron.features import Feature
from patron.features.compute import feature_columns

ITEMS = (
    {"item": "t1", "category": "tea", "department": "food"},
    {"item": "m1", "category": "milk", "department": "food"},
)
WEEK = (
    {"at": "2024-01-01T10:00", "item": "t1", "amount": 4.0, "quantity": 2.0, "basket": "x"},
    {"at": "2024-01-01T18:00", "item": "m1", "amount": 1.0, "quantity": 1.0, "basket": "x"},
    {"at": "2024-01-03T10:00", "item": "t1", "amount": 7.0, "quantity": 1.0, "basket": "y"},
    {"at": "2024-01-05T10:00", "kind": "visit", "channel": "app"},
    {"at": "2024-01-07T10:00", "item": "t1", "amount": None, "quantity": 1.0, "basket": "z"},
)


@pytest.fixture
def value(history_of, day):
    """Return a function that gives a feature's value of ann's week at a cutoff, None for NaN."""

    def of(type_, /, at="2024-01-08T10:00", rows=WEEK, facts=(), **fields):
        entry = {"type": type_, "name": "x", "idea": "what they do", **fields}
        feature = build(entry, kinds(Feature, "patron.features"), type_)
        history = history_of(*rows, items=ITEMS, facts=facts)
        columns = feature_columns(history, [feature], [day(at)], "customer")[3]
        [found] = columns["x"]
        return None if np.isnan(found) else float(found)

    return of
