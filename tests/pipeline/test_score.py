from datetime import timedelta

import pytest

from patron.errors import ModelError
from patron.pipeline import score
from patron.pipeline.score import _items
from patron.schema import SCORES
from patron.tasks.next_offer import NextOffer


def test_without_a_champion_nothing_is_scored(built):
    with pytest.raises(
        ModelError, match=r"ws has no champion for any task; run `patron -w .* train`"
    ):
        score(built.workspace)
    assert built.workspace.lake.read(SCORES).num_rows == 0


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
