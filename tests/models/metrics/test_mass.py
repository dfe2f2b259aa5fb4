import numpy as np

from patron.models.metrics.mass import ratio, share_below, ties, weights_of


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
