from datetime import UTC, datetime

import numpy as np
import pytest

from patron.explain import Phrasing, find_segments
from patron.explain.segments import Bound, set_apart
from patron.features.attribute import Attribute
from patron.features.count import Count
from patron.features.recency import Recency
from patron.models import Model

FEATURES = (
    Count(name="visits", idea="how often they come", kind="visit"),
    Recency(name="days", idea="how recently they bought", says="last bought {value} days ago"),
    Attribute(name="plan", attribute="plan", idea="who they are", order=("tin", "gold")),
)


@pytest.fixture
def phrasing():
    until = datetime(2024, 1, 1, tzinfo=UTC)
    return Phrasing(FEATURES, Model("churn", "churn", "", None, (), (), 30.0, until))


def two_groups(n=50):
    """Return values and contributions of those who come often, and those who stayed away long."""
    random = np.random.default_rng(0)
    often, long_ago = np.zeros((n, 3)), np.zeros((n, 3))
    often[:, 0], often[:, 1] = random.integers(8, 20, n), random.uniform(1, 30, n)
    long_ago[:, 0], long_ago[:, 1] = random.integers(0, 8, n), random.uniform(60, 90, n)
    moved = np.zeros((2 * n, 3))
    moved[:n, 0] = random.uniform(-0.3, -0.1, n)
    moved[n:, 1] = random.uniform(0.1, 0.3, n)
    return np.concatenate([often, long_ago]), moved


def test_who_has_the_same_reasons_is_of_one_segment_with_a_rule(phrasing):
    X, moved = two_groups()
    high, low = find_segments(phrasing, X, moved, groups=2)
    assert high.members.tolist() == [False] * 50 + [True] * 50
    assert low.members.tolist() == [True] * 50 + [False] * 50
    assert {high.ideas[0][0], high.ideas[1][0]} == {
        "how often they come",
        "how recently they bought",
    }
    assert dict(high.ideas)["how recently they bought"] == pytest.approx(0.2, abs=0.02)
    assert low.rule in ("At least 8 visits so far", "Last bought 45 days ago or less")
    assert (high.within, high.caught, low.within, low.caught) == (1.0, 1.0, 1.0, 1.0)


def test_size_does_not_set_apart_but_direction_does():
    apart = set_apart(np.array([[0.1, 0.0], [0.4, 0.0], [-0.25, 0.3], [-0.25, -0.3]]))
    assert np.linalg.norm(apart, axis=1) == pytest.approx(np.ones(4))
    assert apart[0].tolist() == pytest.approx(apart[1].tolist())


def test_where_all_reasons_are_alike_there_are_no_segments(phrasing):
    assert find_segments(phrasing, np.ones((9, 3)), np.zeros((9, 3))) == []
    assert find_segments(phrasing, np.ones((1, 3)), np.ones((1, 3))) == []


def test_too_few_are_no_segment(phrasing, monkeypatch):
    X, moved = two_groups()
    monkeypatch.setattr("patron.explain.segments.SMALLEST", 0.51)
    assert find_segments(phrasing, X, moved, groups=2) == []


def test_a_bound_holds_for_its_side_and_for_the_unknown_where_said():
    X = np.array([[1.0], [2.0], [np.nan]])
    assert Bound(0, 1.5, False, True).holds(X).tolist() == [True, False, True]
    assert Bound(0, 1.5, True, False).holds(X).tolist() == [False, True, False]


def test_a_bound_is_said_by_the_nearest_number_on_its_side(phrasing):
    assert phrasing.bound(0, 1.5, False) == "at most 1 visit so far"
    assert phrasing.bound(0, 1.5, True) == "at least 2 visits so far"
    assert phrasing.bound(0, 0.5, False) == "no visits so far"
    assert phrasing.bound(1, 44.7, True) == "last bought 45 days ago or more"
    assert [phrasing.bound(2, 0.5, side) for side in (False, True)] == ["plan: tin", "plan: gold"]


def test_a_bound_between_known_and_unknown_is_said(phrasing):
    assert phrasing.bound(1, np.inf, True) == "no interaction so far"
    assert phrasing.bound(1, np.inf, False) == "it is known how recently they bought"


def test_an_unknown_value_may_make_the_rule(phrasing):
    X, moved = two_groups()
    X[50:, 1] = np.nan
    X[:, 0] = 5.0
    high, low = find_segments(phrasing, X, moved, groups=2)
    assert (high.rule, high.within, high.caught) == ("No interaction so far", 1.0, 1.0)
    assert low.rule == "It is known how recently they bought"
