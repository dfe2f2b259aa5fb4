"""Answers in words instead of numbers."""

import pytest

from patron.catalog import kinds
from patron.config import build
from patron.tasks import Task, make_labels


@pytest.fixture
def answers(history_of, day):
    """Return a function that gives customer, item and label of a task after 2024-03-01."""

    def of(type_, /, *rows, items=(), **fields):
        entry = {"type": type_, "name": "asked", "horizon": "P30D", **fields}
        task = build(entry, kinds(Task, "patron.tasks"), type_)
        history = history_of(
            *rows, {"who": "end", "at": "2024-06-01", "kind": "visit"}, items=items
        )
        told = make_labels(history, task, [day("2024-03-01")]).to_pylist()
        return [(row["customer_id"], row["item"], row["label"]) for row in told]

    return of
