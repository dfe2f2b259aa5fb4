from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from patron.explain import Phrasing
from patron.features.attribute import Attribute
from patron.features.count import Count
from patron.features.recency import Recency
from patron.features.rhythm import Rhythm
from patron.models.population import usual_of

PLAIN = {"idea": "what they do", "kind": "purchase"}
FEATURES = (
    Recency(name="days", says="last bought {value} days ago", **PLAIN),
    Rhythm(name="gap_84d", window=timedelta(days=84), **PLAIN),
    Rhythm(name="gap_ever", **PLAIN),
    Rhythm(name="overdue", of="overdue", says="the pause is {value} usual gaps long", **PLAIN),
    Recency(name="visit", idea="how they look", kind="visit"),
    Count(name="coupons", idea="what they use", kind="redemption"),
    Attribute(name="plan", attribute="plan", idea="who they are", is_any=("gold",)),
)
NAMES = tuple(feature.name for feature in FEATURES)
DAYS, GAP, OVERDUE, VISIT, COUPONS, PLAN = 0, 2, 3, 4, 5, 6


def row(**values):
    return np.array([values.get(name, np.nan) for name in NAMES])


@pytest.fixture
def phrasing(model):
    return Phrasing(FEATURES, model, "EUR")


def compared(phrasing, name, values):
    """Return a phrasing that compares a feature with these values of ten customers."""
    population = usual_of((name,), np.array(values, float)[:, None])
    return Phrasing(FEATURES, replace(phrasing.model, population=population), "EUR")


def test_how_long_ago_stands_beside_the_own_rhythm(phrasing):
    asked = row(days=74.0, gap_84d=7.0, gap_ever=21.2)
    assert phrasing.sentence(asked, DAYS, 0.123) == (
        "Last bought 74 days ago, usually 21 days apart (12 points more risk)"
    )
    # The rhythm of all the time tells most; without it there is none to tell.
    for unknown, feature in ((row(days=74.0, gap_84d=7.0), DAYS), (row(gap_ever=21.2), DAYS)):
        assert "apart" not in phrasing.sentence(unknown, feature, 0.123)
    assert "apart" not in phrasing.sentence(row(visit=3.0, gap_ever=21.2), VISIT, 0.123)


def test_a_rhythm_stands_beside_how_long_ago(phrasing):
    asked = row(days=74.0, overdue=3.5)
    assert phrasing.sentence(asked, OVERDUE, -0.004) == (
        "The pause is 3.5 usual gaps long, the last time 74 days ago (0.4 points less risk)"
    )
    said = phrasing.sentence(row(days=0.5, gap_ever=7.0), GAP, -0.004)
    assert ", the last time less than a day ago" in said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (9.5, "; longer ago than for 9 of 10 customers"),
        (99.0, "; longer ago than for 99 of 100 customers"),
        (2.5, "; more recently than for 7 of 10 customers"),
        (5.5, "; about the middle of all customers"),
    ],
)
def test_a_value_is_compared_with_those_of_customers(phrasing, value, said):
    assert compared(phrasing, "days", range(1, 11)).compared(DAYS, value) == said


def test_what_most_have_is_said_to_be_that_of_most(phrasing):
    ten = compared(phrasing, "coupons", [0] * 8 + [1, 2])
    assert ten.compared(COUPONS, 0.0) == "; like most customers"
    assert ten.compared(COUPONS, 2.0) == "; 9 of 10 customers have fewer"


def test_where_many_have_no_value_it_is_said_among_whom(phrasing):
    some = compared(phrasing, "days", [*range(1, 11), np.nan])
    assert some.compared(DAYS, 9.5) == ("; longer ago than for 9 of 10 customers where it is known")
    assert some.compared(DAYS, np.nan) == "; unlike most customers"
    assert compared(phrasing, "days", [1, np.nan, np.nan]).compared(DAYS, np.nan) == (
        "; like most customers"
    )


def test_of_words_there_is_no_more_and_less(phrasing):
    gold = compared(phrasing, "plan", [0] * 19 + [1])
    assert gold.sentence(row(plan=1.0), PLAN, 0.01) == (
        "Plan: gold; unlike most customers (1 point more risk)"
    )
    assert gold.compared(PLAN, 0.0) == "; like most customers"


def test_a_model_that_knows_no_population_compares_with_nobody(phrasing):
    assert phrasing.compared(DAYS, 74.0) == ""


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0.1234, "12 points more risk"),
        (-0.01, "1 point less risk"),
        (0.0004, "under 0.1 points more risk"),
        (-0.0099, "1 point less risk"),
    ],
)
def test_a_move_of_a_probability_is_in_points(phrasing, size, said):
    assert phrasing.move(size) == said


def test_a_move_of_a_value_is_in_money(phrasing):
    money = Phrasing(FEATURES, replace(phrasing.model, kind="lifetime_value"), "EUR")
    said = [money.move(size) for size in (1234.5, -41.7, 3.2, 0.4)]
    assert said == [
        "about 1,200 EUR more expected",
        "about 42 EUR less expected",
        "about 3 EUR more expected",
        "about 0.40 EUR more expected",
    ]


def test_a_count_of_nothing_is_said_in_words(phrasing):
    assert phrasing.fact(COUPONS, 0.0).startswith("no ")
    assert phrasing.fact(COUPONS, 2.0).startswith("2 ")
