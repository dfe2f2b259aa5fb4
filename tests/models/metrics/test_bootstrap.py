import numpy as np
import pytest

from patron.models.metrics import auc, bootstrap_difference, mae, mean


def scores(n=400):
    random = np.random.default_rng(1)
    y = random.random(n) < 0.4
    return y, y + random.normal(size=n), y + 3 * random.normal(size=n)


def test_the_difference_is_that_of_the_whole():
    y, good, bad = scores()
    found = bootstrap_difference(auc, y, good, bad, seed=0, samples=200)
    assert found.difference == pytest.approx(auc(y, good) - auc(y, bad))
    assert 0 < found.low < found.difference < found.high


def test_a_score_against_itself_has_no_difference():
    y, good, _ = scores()
    assert bootstrap_difference(auc, y, good, good, seed=0, samples=50) == (0, 0, 0)


def test_the_same_seed_gives_the_same_interval():
    y, good, bad = scores()
    first, second, other = (
        bootstrap_difference(auc, y, good, bad, seed, samples=50) for seed in (1, 1, 2)
    )
    assert first == second != other


def test_the_interval_of_a_mean_is_the_textbook_one():
    # A mean of n draws: 1.96 standard errors either side.
    values = np.random.default_rng(2).normal(5, 2, size=900)
    found = bootstrap_difference(mean, None, values, np.zeros(900), seed=0, samples=4_000)
    error = values.std() / 30
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.15 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.15 * error)


def test_a_lower_level_has_a_narrower_interval():
    y, good, bad = scores()
    wide, narrow = (
        bootstrap_difference(auc, y, good, bad, 0, samples=300, level=level)
        for level in (0.95, 0.5)
    )
    assert wide.low < narrow.low < narrow.high < wide.high


def test_rows_of_a_customer_are_drawn_together():
    # Four equal rows of each customer tell no more than one.
    values = np.random.default_rng(3).normal(size=100)
    once = bootstrap_difference(mean, None, values, np.zeros(100), seed=0, samples=300)
    owners = np.repeat([f"customer {i:03}" for i in range(100)], 4)
    fourfold = bootstrap_difference(
        mean, None, np.repeat(values, 4), np.zeros(400), seed=0, samples=300, customers=owners
    )
    assert fourfold == pytest.approx(once)


def test_a_row_of_weight_2_counts_twice_and_is_still_one_customer():
    y, a, b = np.array([0.0, 10.0]), np.array([1.0, 10.0]), np.zeros(2)
    found = bootstrap_difference(mae, y, a, b, 0, samples=100, weights=np.array([1.0, 2.0]))
    assert found.difference == pytest.approx(1 / 3 - 20 / 3)
    assert (found.low, found.high) == (-10, 1)


def test_samples_without_a_value_are_left_out():
    y = np.r_[1, np.zeros(19)]
    found = bootstrap_difference(auc, y, np.arange(20.0), -np.arange(20.0), seed=0, samples=100)
    assert np.isfinite([found.low, found.high]).all()
    none = bootstrap_difference(auc, np.zeros(5), np.arange(5.0), np.ones(5), seed=0, samples=5)
    assert np.isnan(none).all()


def test_the_interval_of_very_many_is_that_of_a_bag_scaled_to_their_number(monkeypatch):
    monkeypatch.setattr("patron.models.metrics.bootstrap.BAG", 2_000)
    values = np.random.default_rng(2).normal(5, 2, size=32_000)
    found = bootstrap_difference(mean, None, values, np.zeros(32_000), seed=0, samples=1_000)
    error = values.std() / np.sqrt(32_000)
    assert found.difference == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.2 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.2 * error)
