import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score

from patron.models.metrics import interval_coverage, mae, mean, r2, total_ratio

RANDOM = np.random.default_rng(1)
Y = RANDOM.exponential(10, size=300)
PREDICTED = Y + RANDOM.normal(size=300)
WEIGHTS = RANDOM.integers(0, 4, size=300)


@pytest.mark.parametrize("metric", [mae, r2, total_ratio, mean])
def test_a_row_of_weight_2_is_two_rows(metric):
    repeated = metric(np.repeat(Y, WEIGHTS), np.repeat(PREDICTED, WEIGHTS))
    assert metric(Y, PREDICTED, WEIGHTS) == pytest.approx(repeated, rel=1e-12)


@pytest.mark.parametrize(("metric", "theirs"), [(mae, mean_absolute_error), (r2, r2_score)])
def test_is_that_of_scikit_learn(metric, theirs):
    assert metric(Y, PREDICTED) == pytest.approx(theirs(Y, PREDICTED))
    assert metric(Y, PREDICTED, WEIGHTS) == pytest.approx(
        theirs(Y, PREDICTED, sample_weight=WEIGHTS)
    )


def test_r2_of_truths_all_alike_has_no_value():
    assert np.isnan(r2(np.ones(3), np.arange(3.0)))


def test_totals_are_compared_as_predicted_to_true():
    assert total_ratio(np.array([1.0, 3.0]), np.array([2.0, 6.0])) == 2
    assert np.isnan(total_ratio(np.zeros(2), np.ones(2)))


def test_a_mean_leaves_out_what_has_no_value():
    values = np.array([1.0, np.nan, 4.0])
    assert mean(None, values) == 2.5
    assert mean(None, values, np.array([2.0, 9.0, 1.0])) == 2
    assert np.isnan(mean(None, np.full(2, np.nan)))


def test_both_bounds_belong_to_the_interval():
    y, low, high = np.array([1.0, 2.0, 3.0, 4.0]), np.full(4, 2.0), np.full(4, 3.0)
    assert interval_coverage(y, low, high) == 0.5
    assert interval_coverage(y, low, high, np.array([0, 2, 1, 1])) == 0.75
