from datetime import timedelta

import numpy as np
import pytest

from patron.errors import ModelError
from patron.pipeline import score
from patron.pipeline.score import _items, _to_explain
from patron.schema import SCORES
from patron.tasks.next_offer import NextOffer
from patron.training import Frame


def test_without_a_champion_nothing_is_scored(built):
    with pytest.raises(
        ModelError, match=r"ws has no champion for any task; run `patron -w .* train`"
    ):
        score(built.workspace)
    assert built.workspace.lake.read(SCORES).num_rows == 0


def test_the_items_ranked_first_for_each_customer_are_explained():
    customer = np.array([0, 0, 0, 0, 1])
    none = np.zeros(0, np.int64)
    frame = Frame(customer, np.arange(5), np.zeros(5, np.int64), {}, np.zeros(5), (none, none))
    answer = np.array([0.1, 0.9, 0.5, 0.5, 0.2])
    assert _to_explain(frame, answer).tolist() == [1, 2, 3, 4]


def test_a_price_is_what_takers_paid_in_the_last_horizon(history_of, day):
    history = history_of(
        {"who": "ann", "at": "2024-02-20", "item": "tea", "amount": 3.0},
        {"who": "ann", "at": "2024-02-21", "item": "tea", "amount": 4.0},
        {"who": "bob", "at": "2024-02-22", "item": "tea", "amount": 5.0},
        {"who": "bob", "at": "2023-02-22", "item": "rum", "amount": 9.0},
        {"who": "bob", "at": "2024-02-22", "item": "ale", "kind": "visit"},
    )
    moment = day("2024-03-01")
    task = NextOffer(name="next", horizon=timedelta(days=30))
    owned, prices = _items(history.upto(moment), task, moment)
    assert prices.to_pylist() == [{"item": "tea", "price": (3 + 4 + 5) / 2}]
    assert {tuple(row.values()) for row in owned.to_pylist()} == {
        ("ann", "tea"), ("bob", "tea"), ("bob", "rum"),
    }  # fmt: skip
