from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patron.explain import Phrasing, make_reasons, reasons_of, tell
from patron.features.count import Count
from patron.models import Model

X = np.array([[3.0, 1.0, 40.0, np.nan]])


@pytest.fixture
def phrasing(features, model):
    return Phrasing(features, model, "EUR")


def told(phrasing, *moved, most=3):
    found = reasons_of(phrasing, X, np.array([moved]), most)[0]
    return [(r.idea, round(r.contribution, 9), r.sentence) for r in found]


def test_the_features_of_an_idea_are_one_reason_and_the_strongest_gives_the_fact(phrasing):
    assert told(phrasing, 0.1, 0.3, -0.2, 0.0) == [
        ("how often they buy", 0.4, "1 purchase so far (40 points more risk)"),
        (
            "how recently they bought",
            -0.2,
            "The last purchase was 40 days ago (20 points less risk)",
        ),
    ]


def test_the_fact_is_of_the_feature_that_moved_in_the_ideas_direction(phrasing):
    # Purchases moved most, but against the sum of the two.
    assert told(phrasing, -0.5, 0.4, 0.0, 0.0) == [
        ("how often they buy", -0.1, "3 visits so far (10 points less risk)")
    ]


def test_what_moved_hardly_anything_is_no_reason(phrasing):
    assert [one[0] for one in told(phrasing, 0.0, 1.0, 0.019, 0.0)] == ["how often they buy"]
    assert told(phrasing, 0.0, 0.0, 0.0, 0.0) == []


def test_there_are_at_most_so_many(phrasing):
    assert len(told(phrasing, 0.0, 0.3, 0.3, 0.3, most=2)) == 2


def test_a_lack_is_said_in_words(phrasing):
    assert told(phrasing, 0.0, 0.0, 0.0, 0.5)[0][2] == (
        "Nothing yet to tell how much they spend (50 points more risk)"
    )


@given(arrays(float, (3, 4), elements=st.floats(-1, 1)))
def test_all_reasons_together_are_what_moved_the_score(phrasing_, moved):
    rows = np.repeat(X, 3, axis=0)
    for row, reasons in zip(moved, reasons_of(phrasing_, rows, moved, most=4), strict=True):
        total = np.abs(row).sum()
        missing = row.sum() - sum(reason.contribution for reason in reasons)
        # An idea that is not told moved less than a fiftieth, and there are three.
        assert abs(missing) <= 3 * 0.02 * total + 1e-12


@pytest.fixture(scope="module")
def phrasing_():
    ideas = ("how often", "how often", "how much", "how new")
    features = [Count(name=f"f{n}", idea=idea) for n, idea in enumerate(ideas)]
    until = datetime(2024, 1, 1, tzinfo=UTC)
    return Phrasing(features, Model("churn", "churn", "", None, (), (), 30.0, until))


def test_reasons_are_ranked_from_one_and_name_the_fact(phrasing):
    moved = np.array([[0.1, 0.3, -0.2, 0.0], [0.0, 0.0, 0.0, 0.9]])
    said = tell(phrasing, np.repeat(X, 2, axis=0), moved)
    rows = make_reasons(phrasing, np.array(["ann", "bob"]), None, np.array([0, 0]), said)
    assert [(r["customer_id"], r["rank"], r["feature"], r["value"]) for r in rows.to_pylist()] == [
        ("ann", 1, "purchases", 1.0),
        ("ann", 2, "days", 40.0),
        ("bob", 1, "spend", None),
    ]
    nobody = tell(phrasing, X[:0], moved[:0])
    assert make_reasons(phrasing, np.array(["ann"]), None, np.array([0]), nobody).num_rows == 0
