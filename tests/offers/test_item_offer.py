import pytest

from patron.offers.cross_sell import CrossSell
from patron.offers.replenish import Replenish

SCORES = [
    ("ann", "next_offer", "tea", 0.5),
    ("ann", "next_offer", "rum", 0.1),
    ("ann", "next_offer", "ale", 0.9),
    ("bob", "next_offer", "tea", 0.25),
    ("bob", "churn", None, 0.9),
]
PRICES = [("tea", 8.0), ("rum", 60.0)]
OWNED = [("ann", "tea"), ("ann", "ale"), ("bob", "rum")]


def test_items_are_taken_in_order_of_what_they_bring(known, told):
    new = CrossSell(name="new", channel="mail", cost=1.0, margin=0.5, most=1)
    assert told(new.propose(known(*SCORES, prices=PRICES))) == [
        ("ann", "rum", 0.1, 0.1 * 30 - 1),
        ("bob", "tea", 0.25, 0.25 * 4 - 1),
    ]


def test_an_item_without_a_price_brings_nothing(known, told):
    again = Replenish(name="again", channel="mail", most=3)
    assert told(again.propose(known(*SCORES, prices=PRICES, owned=OWNED))) == [
        ("ann", "tea", 0.5, 4.0),
        ("ann", "ale", 0.9, 0.0),
    ]


def test_at_least_one_item_must_be_wanted():
    with pytest.raises(ValueError, match="most"):
        CrossSell(name="new", channel="mail", most=0)
    assert CrossSell(name="new", channel="mail", task="other").needs() == ("other",)
