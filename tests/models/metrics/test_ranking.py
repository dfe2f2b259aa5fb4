import itertools

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from patron.models.metrics import coverage_at_k, hit_rate_at_k, ndcg_at_k, recall_at_k

ALL = [recall_at_k, hit_rate_at_k, ndcg_at_k]


def test_recall_is_the_share_found_of_each_group():
    groups = np.array(["b", "a", "b", "a", "b"])
    scores = np.array([3.0, 1.0, 2.0, 2.0, 1.0])
    relevance = np.array([1, 1, 0, 0, 1])
    assert recall_at_k(groups, scores, relevance, 1).tolist() == [0.0, 0.5]
    assert recall_at_k(groups, scores, relevance, 3).tolist() == [1.0, 1.0]


def test_a_hit_is_any_relevant_row():
    groups, scores = np.zeros(4), np.array([4.0, 3.0, 2.0, 1.0])
    assert hit_rate_at_k(groups, scores, np.array([0, 1, 1, 0]), 1).tolist() == [0.0]
    assert hit_rate_at_k(groups, scores, np.array([0, 1, 1, 0]), 2).tolist() == [1.0]


@pytest.mark.parametrize("k", [1, 2, 3, 5, 9])
def test_ndcg_is_that_of_scikit_learn_with_ties(k):
    random = np.random.default_rng(1)
    scores = random.integers(0, 4, size=(30, 6)).astype(float)
    relevance = random.integers(0, 3, size=(30, 6))
    relevance[:, 0] = 1
    groups = np.repeat(np.arange(30), 6)
    expected = [ndcg_score([relevance[i]], [scores[i]], k=k) for i in range(30)]
    np.testing.assert_allclose(ndcg_at_k(groups, scores.ravel(), relevance.ravel(), k), expected)


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("k", [1, 2, 3, 4, 5, 7])
def test_equal_scores_count_as_the_mean_over_all_their_orders(metric, k):
    scores, relevance = np.array([2, 2, 2, 1, 1]), np.array([1, 0, 1, 0, 1])
    possible = []
    for top, rest in itertools.product(
        itertools.permutations([0, 1, 2]), itertools.permutations([3, 4])
    ):
        order = np.array([*top, *rest])
        possible.append(metric(np.zeros(5), -np.arange(5.0), relevance[order], k)[0])
    assert metric(np.zeros(5), scores, relevance, k)[0] == pytest.approx(np.mean(possible))


@pytest.mark.parametrize("metric", ALL)
def test_the_order_of_rows_does_not_matter(metric):
    random = np.random.default_rng(2)
    groups, scores = random.integers(0, 20, size=200), random.integers(0, 5, size=200)
    relevance = random.integers(0, 2, size=200)
    order = random.permutation(200)
    np.testing.assert_allclose(
        metric(groups[order], scores[order], relevance[order], 3),
        metric(groups, scores, relevance, 3),
    )


@pytest.mark.parametrize("metric", ALL)
def test_a_group_in_which_nothing_is_relevant_has_no_value(metric):
    found = metric(np.array([1, 1, 2]), np.array([1.0, 2.0, 3.0]), np.array([0, 0, 1]), 2)
    assert np.isnan(found[0])
    assert found[1] == 1


@pytest.mark.parametrize("metric", ALL)
def test_no_groups_have_no_values(metric):
    assert len(metric(np.empty(0), np.empty(0), np.empty(0), 2)) == 0


@pytest.mark.parametrize(
    ("metric", "expected"),
    [(recall_at_k, [0.5, 0]), (hit_rate_at_k, [1, 0])],
    ids=["recall", "hit"],
)
def test_what_is_not_on_the_list_is_never_found_but_missed(metric, expected):
    groups, scores = np.array([1, 1, 1, 2]), np.array([2.0, 1.0, -np.inf, -np.inf])
    assert metric(groups, scores, np.array([1, 0, 1, 1]), 10).tolist() == expected


def test_what_is_not_on_the_list_is_part_of_the_best_order():
    groups, scores = np.zeros(3), np.array([2.0, 1.0, -np.inf])
    found = ndcg_at_k(groups, scores, np.array([1, 0, 1]), 10)
    assert found[0] == pytest.approx(1 / (1 + 1 / np.log2(3)))


def test_coverage_is_how_many_items_stand_among_the_first_of_anybody():
    groups, items = np.array([0, 0, 0, 1, 1]), np.array([7, 8, 9, 7, 9])
    scores = np.array([3.0, 2.0, 1.0, 5.0, 9.0])
    assert coverage_at_k(groups, items, scores, 1) == 2
    assert coverage_at_k(groups, items, scores, 2) == 3
    assert coverage_at_k(groups[:0], items[:0], scores[:0], 2) == 0
