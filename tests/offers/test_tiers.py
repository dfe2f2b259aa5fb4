import pytest

from patron.offers.tiers import steps_up

# Tea in three tiers, rum in two, and an ale of no tier.
ITEMS = tuple(
    {"item": item, "category": category, "tier": tier}
    for item, category, tier in [
        ("plain tea", "tea", 1.0),
        ("good tea", "tea", 2.0),
        ("fine tea", "tea", 3.0),
        ("rum", "rum", 1.0),
        ("old rum", "rum", 2.0),
        ("ale", "tea", None),
    ]
)
PRICES = [("plain tea", 2.0), ("good tea", 4.0), ("fine tea", 9.0)]


@pytest.fixture
def steps(history_of, known):
    def of(*rows, items=ITEMS):
        history = history_of(*({"at": "2024-01-01", **row} for row in rows), items=items)
        whats = [item["item"] for item in ITEMS]
        scores = [("ann", "next_offer", what, 0.5) for what in whats]
        told = steps_up(history, "purchase", known(*scores, prices=PRICES)).to_pylist()
        return [(row["customer_id"], row["item"], row["usual_price"]) for row in told]

    return of


ALL = [{"who": "bob", "item": item["item"]} for item in ITEMS]


def test_a_step_up_is_a_higher_tier_of_a_category_that_they_take_from(steps):
    assert steps({"item": "plain tea"}, *ALL) == [
        ("ann", "good tea", 2.0),
        ("ann", "fine tea", 2.0),
    ]


def test_the_usual_tier_is_the_mean_of_what_they_take(steps):
    # Three good teas and a plain one: the good is above their mean, but they have it already.
    own = [{"item": "good tea"}] * 3 + [{"item": "plain tea"}]
    assert steps(*own, *ALL) == [("ann", "fine tea", 3.5)]


def test_who_takes_the_best_and_who_takes_nothing_has_no_step(steps):
    assert steps({"item": "fine tea"}, *ALL) == []
    assert steps(*ALL) == []


def test_without_tiers_there_is_no_step(steps):
    bare = tuple({**item, "tier": None} for item in ITEMS)
    assert steps({"item": "plain tea"}, *ALL, items=bare) == []
