import numpy as np
import pytest

from patron.models.calibration import sigmoid
from patron.models.stack_weights import fit_logit_weights, fit_money_weights


def draws(seed, n=20_000):
    random = np.random.default_rng(seed)
    return random, random.normal(size=(n, 2))


def test_log_odds_get_about_the_weights_that_made_the_labels():
    random, said = draws(0)
    y = random.random(len(said)) < sigmoid(0.3 + 1.2 * said[:, 0] + 0.4 * said[:, 1])
    intercept, weights = fit_logit_weights(said, y)
    assert intercept == pytest.approx(0.3, abs=0.05)
    assert weights == pytest.approx([1.2, 0.4], abs=0.06)


def test_who_says_the_opposite_is_not_turned_round():
    random, said = draws(1)
    y = random.random(len(said)) < sigmoid(said[:, 0] - said[:, 1])
    assert fit_logit_weights(said, y)[1][1] == 0


def test_members_who_say_the_same_count_alike():
    random, said = draws(2)
    same = said[:, [0, 0]]
    y = random.random(len(said)) < sigmoid(said[:, 0])
    first, second = fit_logit_weights(same, y)[1]
    assert first == pytest.approx(second, abs=1e-3)


def test_money_gets_weights_between_those_that_made_it_and_all_alike():
    said = np.exp(draws(3)[1])
    first, second = fit_money_weights(said, said @ [0.7, 0.2])
    assert 0.7 > first > 0.45 > second > 0.2


def test_who_says_nothing_of_money_counts_nothing():
    said = np.column_stack([np.arange(1.0, 5.0), np.zeros(4)])
    assert fit_money_weights(said, 3 * np.arange(1.0, 5.0)) == pytest.approx([3.0, 0.0], abs=1e-3)


def test_weighted_money_adds_up_to_the_amounts():
    random, drawn = draws(4)
    said = np.exp(drawn)
    y = random.poisson(said.sum(axis=1)).astype(float)
    assert (said @ fit_money_weights(said, y)).sum() == pytest.approx(y.sum(), rel=1e-3)
