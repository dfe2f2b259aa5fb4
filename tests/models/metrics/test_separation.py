import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from patron.models.metrics import auc, normalised_gini, spearman, top_decile_lift

RANDOM = np.random.default_rng(1)
SCORE = RANDOM.integers(0, 20, size=500) / 20.0
YES = RANDOM.random(500) < SCORE
MONEY = np.where(YES, RANDOM.exponential(10, size=500), 0.0)
WEIGHTS = RANDOM.integers(0, 4, size=500)
METRICS = [auc, normalised_gini, spearman, top_decile_lift]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("y", [YES, MONEY], ids=["yes", "money"])
def test_a_row_of_weight_2_is_two_rows(metric, y):
    repeated = metric(np.repeat(y, WEIGHTS), np.repeat(SCORE, WEIGHTS))
    assert metric(y, SCORE, WEIGHTS) == pytest.approx(repeated, rel=1e-12)


@pytest.mark.parametrize("metric", METRICS)
def test_the_order_of_rows_does_not_matter(metric):
    order = np.random.default_rng(2).permutation(500)
    assert metric(YES[order], SCORE[order]) == pytest.approx(metric(YES, SCORE), rel=1e-12)


def test_auc_is_that_of_scikit_learn():
    assert auc(YES, SCORE) == pytest.approx(roc_auc_score(YES, SCORE))
    assert auc(YES, SCORE, WEIGHTS) == pytest.approx(
        roc_auc_score(YES, SCORE, sample_weight=WEIGHTS)
    )


def test_auc_by_hand():
    # Of the 2 x 2 pairs one is right, one tied, two wrong.
    assert auc(np.array([1, 1, 0, 0]), np.array([2.0, 0.0, 2.0, 1.0])) == 0.375


@pytest.mark.parametrize("label", [0, 1])
def test_auc_of_labels_all_alike_has_no_value(label):
    assert np.isnan(auc(np.full(3, label), np.arange(3.0)))


def test_spearman_is_that_of_scipy():
    assert spearman(MONEY, SCORE) == pytest.approx(spearmanr(MONEY, SCORE).statistic)
    assert np.isnan(spearman(MONEY, np.ones(500)))


def test_the_gini_of_the_truth_is_1_and_of_its_reverse_below_0():
    assert normalised_gini(MONEY, MONEY) == 1
    assert normalised_gini(MONEY, np.ones(500)) == 0
    assert normalised_gini(np.arange(4.0), -np.arange(4.0)) == -1
    assert np.isnan(normalised_gini(np.ones(3), np.arange(3.0)))


def test_the_gini_of_yes_and_no_is_twice_the_auc_less_1():
    assert normalised_gini(YES, SCORE) == pytest.approx(2 * auc(YES, SCORE) - 1)


def test_the_gini_is_the_area_of_the_concentration_curve():
    # Money 6, 0, 4, 2 in descending order of score; best would be 6, 4, 2, 0.
    y, score = np.array([6.0, 0.0, 4.0, 2.0]), np.array([4.0, 3.0, 2.0, 1.0])
    area = np.trapezoid([0, 6, 6, 10, 12]) / 48 - 0.5
    best = np.trapezoid([0, 6, 10, 12, 12]) / 48 - 0.5
    assert normalised_gini(y, score) == pytest.approx(area / best)


def test_lift_by_hand():
    # 20 rows, 4 yes; both rows of the top decile are yes: 1.0 against 0.2.
    y = np.r_[np.ones(3), np.zeros(16), 1]
    assert top_decile_lift(y, -np.arange(20.0)) == pytest.approx(5)


def test_lift_takes_of_a_tie_at_the_border_what_fits():
    # 10 rows, the best 2 tied and one of them yes: half a yes in the top decile, of one in all.
    y = np.r_[1, np.zeros(9)]
    score = np.r_[5, 5, np.zeros(8)]
    assert top_decile_lift(y, score) == pytest.approx(5)
    assert np.isnan(top_decile_lift(np.zeros(10), score))
