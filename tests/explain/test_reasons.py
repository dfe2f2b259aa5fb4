import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patron.explain import make_reasons, reasons_of

X = np.array([[3.0, 1.0, 40.0, np.nan]])


def told(features, *moved, most=3):
    found = reasons_of(features, X, np.array([moved]), most)[0]
    return [(r.idea, round(r.contribution, 9), r.sentence) for r in found]


def test_the_features_of_an_idea_are_one_reason_and_the_strongest_gives_the_fact(features):
    assert told(features, 0.1, 0.3, -0.2, 0.0) == [
        ("how often they buy", 0.4, "1 purchases so far"),
        ("how recently they bought", -0.2, "the last purchase was 40 days ago"),
    ]


def test_the_fact_is_of_the_feature_that_moved_in_the_ideas_direction(features):
    # Purchases moved most, but against the sum of the two.
    assert told(features, -0.5, 0.4, 0.0, 0.0) == [("how often they buy", -0.1, "3 visits so far")]


def test_what_moved_hardly_anything_is_no_reason(features):
    assert [one[0] for one in told(features, 0.0, 1.0, 0.019, 0.0)] == ["how often they buy"]
    assert told(features, 0.0, 0.0, 0.0, 0.0) == []


def test_there_are_at_most_so_many(features):
    assert len(told(features, 0.0, 0.3, 0.3, 0.3, most=2)) == 2


def test_a_lack_is_said_in_words(features):
    assert told(features, 0.0, 0.0, 0.0, 0.5)[0][2] == "nothing yet to tell how much they spend"


@given(arrays(float, (3, 4), elements=st.floats(-1, 1)))
def test_all_reasons_together_are_what_moved_the_score(features_, moved):
    rows = np.repeat(X, 3, axis=0)
    for row, reasons in zip(moved, reasons_of(features_, rows, moved, most=4), strict=True):
        total = np.abs(row).sum()
        missing = row.sum() - sum(reason.contribution for reason in reasons)
        # An idea that is not told moved less than a fiftieth, and there are three.
        assert abs(missing) <= 3 * 0.02 * total + 1e-12


@pytest.fixture(scope="module")
def features_():
    from patron.features.count import Count

    ideas = ("how often", "how often", "how much", "how new")
    return [Count(name=f"f{n}", idea=idea) for n, idea in enumerate(ideas)]


def test_reasons_are_ranked_from_one(model, features):
    moved = np.array([[0.1, 0.3, -0.2, 0.0], [0.0, 0.0, 0.0, 0.0]])
    said = reasons_of(features, np.repeat(X, 2, axis=0), moved)
    rows = make_reasons(model, np.array(["ann", "bob"]), None, np.array([0, 0]), said).to_pylist()
    assert [(r["customer_id"], r["rank"], r["idea"]) for r in rows] == [
        ("ann", 1, "how often they buy"),
        ("ann", 2, "how recently they bought"),
    ]
    assert make_reasons(model, np.array([]), None, np.array([]), []).num_rows == 0
