import numpy as np

from patron.models.metrics.mass import keep_orders, ratio, share_below, ties, weights_of


def test_half_of_a_tie_counts_as_below():
    score, weights = np.array([5.0, 1.0, 5.0, 9.0]), np.ones(4)
    assert share_below(score, weights).tolist() == [0.5, 0.125, 0.5, 0.875]


def test_a_row_of_weight_2_is_two_rows():
    twice = share_below(np.array([1.0, 2.0, 2.0, 3.0]), np.ones(4))
    weighted = share_below(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.0]))
    assert weighted.tolist() == twice[[0, 1, 3]].tolist()


def test_ties_stand_together_in_ascending_order():
    found = ties(np.array([2.0, 1.0, 2.0]), np.array([1.0, 4.0, 3.0]))
    assert found.mass.tolist() == [4.0, 4.0]
    assert found.sums(np.array([10.0, 20.0, 30.0])).tolist() == [20.0, 40.0]


def test_nobody_has_no_shares():
    assert share_below(np.empty(0), np.empty(0)).tolist() == []


def test_without_weights_each_row_counts_once():
    assert weights_of(np.zeros(2), None).tolist() == [1.0, 1.0]
    assert weights_of(np.zeros(2), np.array([2, 3])).tolist() == [2.0, 3.0]


def test_a_ratio_to_nothing_has_no_value():
    assert ratio(1.0, 2.0) == 0.5
    assert np.isnan(ratio(1.0, 0.0))


def test_a_score_is_sorted_once_for_all_samples_of_it():
    score = np.array([5.0, 1.0, 5.0])
    with keep_orders():
        first = ties(score, np.ones(3))
        again = ties(score, np.array([1.0, 0.0, 2.0]))
        assert again.order is first.order
        assert again.mass.tolist() == [0.0, 3.0]
        assert ties(-score, np.ones(3)).order.tolist() == [0, 2, 1]
    assert ties(score, np.ones(3)).order is not first.order


def test_no_more_than_a_few_scores_are_kept():
    with keep_orders():
        found = [share_below(np.array([first, 1.0]), np.ones(2)).tolist() for first in range(20)]
    assert found == [[0.25, 0.75], [0.5, 0.5], *[[0.75, 0.25]] * 18]
