import numpy as np
import pytest
from sklearn import metrics as reference

from patron.models.metrics import average_precision, brier, expected_calibration_error, log_loss

RANDOM = np.random.default_rng(1)
P = RANDOM.integers(1, 20, size=400) / 20.0
YES = RANDOM.random(400) < P
WEIGHTS = RANDOM.integers(0, 4, size=400)
METRICS = [average_precision, brier, expected_calibration_error, log_loss]


@pytest.mark.parametrize("metric", METRICS)
def test_a_row_of_weight_2_is_two_rows(metric):
    repeated = metric(np.repeat(YES, WEIGHTS), np.repeat(P, WEIGHTS))
    assert metric(YES, P, WEIGHTS) == pytest.approx(repeated, rel=1e-12)


@pytest.mark.parametrize(
    ("metric", "theirs"),
    [
        (average_precision, reference.average_precision_score),
        (brier, reference.brier_score_loss),
        (log_loss, reference.log_loss),
    ],
)
def test_is_that_of_scikit_learn(metric, theirs):
    assert metric(YES, P) == pytest.approx(theirs(YES, P))
    assert metric(YES, P, WEIGHTS) == pytest.approx(theirs(YES, P, sample_weight=WEIGHTS))


def test_a_certain_error_costs_much_but_not_everything():
    assert log_loss(np.array([1]), np.array([0.0])) == pytest.approx(-np.log(1e-15))


def test_average_precision_without_a_positive_has_no_value():
    assert np.isnan(average_precision(np.zeros(3), np.arange(3.0)))


def test_calibration_error_by_hand():
    # Two bins of two rows: 0.2 against 0.5, and 0.9 against 1.
    y, p = np.array([0, 1, 1, 1]), np.array([0.1, 0.3, 0.8, 1.0])
    assert expected_calibration_error(y, p, bins=2) == pytest.approx(0.5 * 0.3 + 0.5 * 0.1)


def test_equal_probabilities_are_in_the_same_bin():
    y = np.array([0, 1] * 50)
    assert expected_calibration_error(y, np.full(100, 0.5)) == 0
