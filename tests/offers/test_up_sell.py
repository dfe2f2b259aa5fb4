from dataclasses import replace

import pyarrow as pa

from patron.offers import decide, propose
from patron.offers.base import STEPS
from patron.offers.cross_sell import CrossSell
from patron.offers.replenish import Replenish
from patron.offers.up_sell import UpSell

SCORES = [
    ("ann", "next_offer", "tea", 0.5),
    ("ann", "next_offer", "fine tea", 0.2),
    ("ann", "next_offer", "rum", 0.1),
]
PRICES = [("tea", 4.0), ("fine tea", 10.0), ("rum", 20.0)]
STEP = [{"customer_id": "ann", "item": "fine tea", "usual_price": 4.0}]


def facts(known):
    told = known(*SCORES, prices=PRICES, owned=[("ann", "tea")])
    return replace(told, steps=pa.Table.from_pylist(STEP, STEPS))


def test_it_brings_what_is_paid_above_the_usual_price(known, told):
    better = UpSell(name="better", channel="mail", cost=1.0, margin=0.5)
    assert told(better.propose(facts(known))) == [("ann", "fine tea", 0.2, -0.4)]


def test_repeats_new_items_and_better_ones_are_told_apart(known):
    offers = [
        Replenish(name="again", channel="mail"),
        CrossSell(name="new", channel="mail"),
        UpSell(name="better", channel="mail"),
    ]
    given = facts(known)
    decisions = decide(propose(offers, given), [], given, pa.array(["ann"]))
    assert {(row["item"], row["type"]) for row in decisions.to_pylist()} == {
        (None, "nothing"),
        ("tea", "replenish"),
        ("rum", "cross_sell"),
        ("fine tea", "up_sell"),
    }
