from datetime import timedelta

import numpy as np
import pytest

from patron.features import Tally, Where
from patron.features.base import divide
from patron.features.count import Count
from patron.features.recency import Recency


def test_equal_tallies_are_one():
    month = timedelta(days=30)
    one = Count(name="a", idea="how often", kind="visit", window=month).tallies()
    other = Count(name="b", idea="how much", kind="visit", window=month).tallies()
    assert one == other == (Tally("count", None, Where(kind="visit"), month),)
    assert len({*one, *other}) == 1


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (3.0, "3"),
        (0.5, "0.5"),
        (19.96, "20"),
        (0.04, "0.04"),
        (0.001, "under 0.01"),
        (-0.0, "0"),
        (20.4, "20"),
        (1234567.0, "1,234,567"),
        (-2.5, "-2.5"),
    ],
)
def test_numbers_are_whole_where_they_are_large(number, said):
    assert Count(name="x", idea="how often").say_number(number) == said


def test_filters_and_windows_are_said():
    feature = Count(name="x", idea="how often", kind="gift_card", channel=("app", "web"))
    assert feature.say(3.0) == "3 app or web gift cards so far"
    month = feature.model_copy(update={"window": timedelta(days=30)})
    assert month.say(3.0) == "3 app or web gift cards in the last 30 days"
    assert feature.model_copy(update={"window": timedelta(days=1)}).when() == "in the last day"


def test_ones_own_wording_may_say_the_window():
    feature = Recency(
        name="x", idea="how", says="{value} days ago, {when}", window=timedelta(days=9)
    )
    assert feature.say(4.0) == "4 days ago, in the last 9 days"
    assert feature.say(float("nan")) == "no interaction in the last 9 days"


def test_what_is_divided_by_0_is_unknown():
    found = divide(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 0.0]))
    np.testing.assert_array_equal(found, [0.5, np.nan, np.nan])
