import numpy as np
import pytest

from patron.models.metrics import stability


def test_the_same_values_have_not_moved():
    values = np.arange(1_000.0)
    found = stability(values, values)
    assert found.psi == 0
    assert not found.is_beyond_chance


def test_the_index_is_that_of_the_shares_by_hand():
    # Half of 0 and half of 1 before, one in ten of 0 now; smoothed by half a row in each bin.
    before, now = np.repeat([0.0, 1.0], 5_000), np.repeat([0.0, 1.0], [1_000, 9_000])
    p, q = np.array([0.5, 0.5]), np.array([1_000.5, 9_000.5]) / 10_001
    assert stability(before, now).psi == pytest.approx(((q - p) * np.log(q / p)).sum(), rel=1e-6)


def test_what_is_unknown_now_has_moved():
    random = np.random.default_rng(0)
    before = random.normal(size=2_000)
    now = np.where(random.random(2_000) < 0.3, np.nan, random.normal(size=2_000))
    found = stability(before, now)
    assert found.psi > 0.25
    assert found.is_beyond_chance


def test_of_samples_of_one_population_five_in_a_hundred_are_beyond_chance():
    random = np.random.default_rng(0)
    beyond = [
        stability(random.normal(size=1_000), random.normal(size=400)).is_beyond_chance
        for _ in range(600)
    ]
    # Edges that the earlier sample chooses make the index a little too large.
    assert 0.02 < np.mean(beyond) < 0.10


def test_rows_of_few_customers_tell_less():
    values = np.tile([0.0, 1.0], 500)
    other = np.tile([0.0, 1.0, 1.0], 300)
    by_rows, by_customers = stability(values, other), stability(values, other, (20, 20))
    assert by_rows.psi == by_customers.psi
    assert by_rows.is_beyond_chance
    assert not by_customers.is_beyond_chance


def test_more_looks_need_more_to_be_beyond_chance():
    values = np.arange(500.0)
    assert stability(values, values, looks=50).chance > stability(values, values).chance


def test_nothing_to_compare_has_not_moved():
    assert stability(np.full(5, np.nan), np.full(5, np.nan)).psi == 0
    assert stability(np.zeros(0), np.zeros(0)).psi == 0
