import pytest

from patron.features.count import Count
from patron.features.ratio import Ratio
from patron.features.recency import Recency
from patron.features.spoken import filled, spoken_money, spoken_share
from patron.features.total import Total


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.001, "under 1 %"),
        (0.35, "35 %"),
        (0.999, "over 99 %"),
        (1.0, "100 %"),
        (16.2, "1,620 %"),
    ],
)
def test_a_share_is_nothing_or_all_only_where_it_is(share, said):
    assert spoken_share(share) == said


def test_money_has_cents_where_it_is_little():
    said = [spoken_money(amount, "EUR") for amount in (1234.5, 20.4, 2.5, 3.0, -0.001)]
    assert said == ["1,234 EUR", "20 EUR", "2.50 EUR", "3 EUR", "0.00 EUR"]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{value} visits so far", "1 visit so far"),
        ("{value} late home deliveries so far", "1 late home delivery so far"),
        ("{value} purchases or visits so far", "1 purchase or visit so far"),
        ("{value} people in the household", "1 person in the household"),
        ("came back {value} times", "came back 1 time"),
        ("{value} times their usual gap", "1 times their usual gap"),
        ("{value} of their visits", "1 of their visits"),
        ("purchases, {value} less", "purchases, 1 less"),
        ("in {value} weeks, up to now", "in 1 week, up to now"),
    ],
)
def test_after_a_one_the_noun_is_singular(template, said):
    assert filled(template, 1.0, "1") == said
    assert filled(template, 7.0, "7") == template.replace("{value}", "7")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.0, "less than a day ago"),
        (1.4, "1 day ago"),
        (2.6, "3 days ago"),
        (1234.0, "1,234 days ago"),
    ],
)
def test_days_ago_are_whole(days, said):
    feature = Recency(name="x", idea="how recently", says="{value} days ago")
    assert feature.say(days) == said


def test_an_amount_of_money_has_its_unit():
    plain = {"name": "x", "idea": "how much", "kind": "purchase"}
    assert Total(**plain, column="amount").say(74.2, "USD") == "74 USD spent on purchases so far"
    assert Total(**plain, column="amount").say(74.2) == "74 spent on purchases so far"
    assert Total(**plain, column="quantity").say(3.0, "USD") == "3 of quantity in purchases so far"
    per_basket = Ratio(**plain, column="amount", per="basket", says="{value} a basket")
    assert per_basket.say(7.5, "USD") == "7.50 USD a basket"
    rate = Ratio(**plain, column="discount", per="amount", unit="percent", says="{value} off")
    assert rate.say(0.5, "USD") == "50 % off"
    assert Count(**plain).say(1.0, "USD") == "1 purchase so far"
