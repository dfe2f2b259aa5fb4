import numpy as np
import pytest

from patron.world.ranks import auc, mean_rank_correlation, rank_correlation


def test_auc_counts_pairs_in_the_right_order():
    score, label = np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])
    assert auc(score, label) == 0.75
    assert auc(score, np.ones(4, bool)) == 0.5


def test_rank_correlation_looks_at_order_alone():
    assert rank_correlation(np.array([1, 2, 3]), np.array([1, 10, 11])) == pytest.approx(1)
    assert rank_correlation(np.array([1, 2, 3]), np.array([5, 5, 5])) == 0


def test_the_mean_over_groups_weighs_each_group_alike():
    group = np.array([0, 1, 0, 1, 1, 2])
    x, y = np.array([1, 1, 2, 2, 3, 9]), np.array([5, 9, 6, 8, 7, 1])
    assert mean_rank_correlation(group, x, y) == pytest.approx(0)
