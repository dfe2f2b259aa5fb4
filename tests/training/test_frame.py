from datetime import timedelta

import numpy as np
import pytest

from patron.errors import CutoffError
from patron.features.count import Count
from patron.features.recency import Recency
from patron.tasks.next_offer import NextOffer
from patron.training import make_frame

FEATURES = [
    Count(name="purchases", idea="how often they buy"),
    Count(name="item_buys", idea="how popular it is", entity="item"),
    Count(name="pair_buys", idea="how often they bought it", entity="pair"),
    Recency(name="pair_days", idea="when they bought it", entity="pair"),
]
TASK = NextOffer(name="next", horizon=timedelta(days=10), own=2, popular=2, also={})
ROWS = [
    {"who": "ann", "at": "2024-01-05", "item": "tea"},
    {"who": "ann", "at": "2024-01-09", "item": "tea"},
    {"who": "bob", "at": "2024-01-08", "item": "rum"},
    {"who": "ann", "at": "2024-01-12", "item": "rum"},
    {"who": "bob", "at": "2024-01-12", "item": "new"},
    {"who": "bob", "at": "2024-02-12", "item": "tea"},
]


@pytest.fixture
def frame(history_of, day):
    history = history_of(*ROWS)
    made = make_frame(history, TASK, FEATURES, [day("2024-01-10")])
    items = history.names["item"][made.item].tolist()
    return history, made, list(zip(history.customers[made.customer].tolist(), items, strict=True))


def test_each_candidate_has_the_features_of_customer_item_and_both(frame):
    _, made, pairs = frame
    assert pairs == [("ann", "rum"), ("ann", "tea"), ("bob", "rum"), ("bob", "tea")]
    assert made.columns["purchases"].tolist() == [2, 2, 1, 1]
    assert made.columns["item_buys"].tolist() == [1, 2, 1, 2]
    assert made.columns["pair_buys"].tolist() == [0, 2, 1, 0]
    np.testing.assert_array_equal(made.columns["pair_days"], [np.nan, 1, 2, np.nan])


def test_labels_are_what_was_taken_and_what_no_candidate_found_is_missed(frame):
    history, made, pairs = frame
    assert made.label.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert history.customers[made.missed[0]].tolist() == ["bob"]
    assert len(made.missed[1]) == 1
    assert len(set(made.groups.tolist())) == 2
    assert len(made) == len(pairs)


def test_features_of_customers_are_held_once_for_all_their_candidates(frame):
    _, made, _ = frame
    assert made.columns.shared["purchases"].tolist() == [2, 1]


def test_a_matrix_that_is_held_is_not_made_again(frame):
    _, made, _ = frame
    held = made.matrix(["purchases"])
    assert made.matrix(["purchases"]) is held
    assert made.matrix(["pair_buys"]) is not held


def test_rows_of_kinds_that_no_feature_of_items_counts_change_nothing(history_of, day):
    one = Count(name="bought", idea="how popular it is", entity="item", kind="purchase")
    seen = Count(name="seen", idea="how popular it is", entity="item", kind="view")
    visits = [{"who": "ann", "at": "2024-01-05", "item": "rum", "kind": "view"}] * 3
    history, cutoff = history_of(*ROWS, *visits), day("2024-01-10")
    alone = make_frame(history, TASK, [one], [cutoff]).columns["bought"].tolist()
    both = make_frame(history, TASK, [one, seen], [cutoff])
    assert alone == both.columns["bought"].tolist() == [1, 2, 1, 2]
    assert both.columns["seen"].tolist() == [3, 0, 3, 0]


def test_a_matrix_has_the_columns_asked_for(frame):
    _, made, _ = frame
    assert made.matrix(["pair_buys", "purchases"]).tolist() == [[0, 2], [2, 2], [1, 1], [0, 1]]
    assert made.matrix([]).shape == (4, 0)


def test_at_the_end_of_the_history_there_is_no_label(history_of, day):
    made = make_frame(history_of(*ROWS), TASK, FEATURES, [day("2024-02-12")], labelled=False)
    assert np.isnan(made.label).all()
    assert len(made)
    with pytest.raises(CutoffError, match="have not happened yet"):
        make_frame(history_of(*ROWS), TASK, FEATURES, [day("2024-02-12")])


def test_a_customer_is_a_group_of_its_own_at_each_cutoff(history_of, day):
    made = make_frame(history_of(*ROWS), TASK, [], [day("2024-01-10"), day("2024-01-11")])
    assert len(set(made.groups.tolist())) == 4
    steps = np.flatnonzero(np.diff(made.groups))
    assert len(steps) == 3, "rows of a group are adjacent"


def test_a_sample_is_of_whole_customers_and_the_same_for_the_same_seed(
    history, task, features, day
):
    at = history.start + 60 * 86_400_000_000
    made = make_frame(history, task, features, [at, at + 86_400_000_000])
    some = made.sample(60, seed=0)
    assert 20 < len(some) < 100
    for who in np.unique(some.customer):
        assert (some.customer == who).sum() == (made.customer == who).sum()
    assert some.matrix(["days"]).tolist() == made.sample(60, seed=0).matrix(["days"]).tolist()
    assert made.sample(10_000, seed=0) is made
