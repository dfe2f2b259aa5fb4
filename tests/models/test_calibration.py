import numpy as np
import pytest

from patron.models.calibration import Platt, fit_platt, shift_to_rate, shifts_of_windows, sigmoid


def test_the_sigmoid_neither_overflows_nor_loses_small_probabilities():
    found = sigmoid(np.array([-1000.0, -50.0, 0.0, 50.0, 1000.0]))
    np.testing.assert_allclose(found, [0, np.exp(-50.0), 0.5, 1, 1], rtol=1e-12)


def test_recovers_the_slope_and_intercept_that_made_the_labels():
    random = np.random.default_rng(1)
    raw = random.normal(3, 2, size=100_000)
    y = random.random(100_000) < sigmoid(0.6 * raw - 1.5)
    found = fit_platt(raw, y, otherwise=Platt())
    assert found.slope == pytest.approx(0.6, abs=0.02)
    assert found.intercept == pytest.approx(-1.5, abs=0.05)


def test_is_logistic_regression_without_a_penalty():
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(2)
    raw = random.normal(size=20_000)
    y = random.random(20_000) < sigmoid(raw)
    model = LogisticRegression(C=np.inf, tol=1e-10).fit(raw[:, None], y)
    found = fit_platt(raw, y, otherwise=Platt())
    # Platt's targets are not quite 0 and 1.
    assert found.slope == pytest.approx(model.coef_[0, 0], abs=1e-3)
    assert found.intercept == pytest.approx(model.intercept_[0], abs=1e-3)


def test_a_perfect_separation_has_a_finite_slope():
    found = fit_platt(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1]) > 0, Platt())
    assert 0 < found.slope < 10
    assert found.probability(np.array([2.0]))[0] < 0.9


@pytest.mark.parametrize(
    ("raw", "y"),
    [
        ([0.0, 1.0, 2.0], [0, 0, 0]),
        ([0.0, 1.0, 2.0], [1, 1, 1]),
        ([5.0, 5.0, 5.0], [0, 1, 1]),
        ([0.0, 1.0, 2.0, 3.0], [1, 1, 0, 0]),
        ([], []),
    ],
    ids=["all no", "all yes", "one score", "wrong way round", "nobody"],
)
def test_what_cannot_be_learnt_leaves_things_as_they_are(raw, y):
    before = Platt(2.0, 1.0)
    assert fit_platt(np.array(raw), np.array(y) > 0, otherwise=before) is before


def test_a_rate_alone_moves_the_mean_score_to_it():
    found = Platt.of_rate(np.array([1.0, 3.0]), np.array([False, True]))
    assert found == Platt(1.0, -2.0)
    assert found.probability(np.array([2.0])).tolist() == [0.5]


def test_a_rate_is_never_0_or_1():
    found = Platt.of_rate(np.zeros(9), np.zeros(9) > 0)
    assert found.probability(np.zeros(1))[0] == pytest.approx(0.05)


def test_a_shift_gives_log_odds_the_rate_over_the_rows_that_count():
    logit, weight = np.array([-1.0, 0.0, 2.0]), np.array([1.0, 3.0, 0.0])
    shifted = sigmoid(logit + shift_to_rate(logit, 0.25, weight))
    assert np.average(shifted, weights=weight) == pytest.approx(0.25)


def test_log_odds_of_each_window_are_moved_to_its_rate():
    logits = [np.array([[0.0, 5.0], [0.0, 5.0]]), np.array([[1.0, 0.0]] * 4)]
    yes = [np.array([True, False]), np.array([True, False, False, False])]
    first, second = shifts_of_windows(logits, yes)
    np.testing.assert_allclose(first, [0.0, -5.0], atol=1e-6)
    np.testing.assert_allclose(second, [-np.log(3) - 1, -np.log(3)], atol=1e-6)


def test_log_odds_of_a_single_window_stay():
    assert shifts_of_windows([np.ones((3, 2))], [np.array([True] * 3)])[0].tolist() == [0.0, 0.0]
