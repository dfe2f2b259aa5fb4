import numpy as np
import pytest

from patron.models.metrics import mean_interval, share_interval


def test_a_share_has_wilsons_bounds():
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
    assert share_interval(81, 263) == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)
    assert share_interval(0, 20) == pytest.approx((0.0, 0.0, 0.1611), abs=5e-5)


def test_a_share_of_nothing_is_unknown():
    assert all(np.isnan(share_interval(0, 0)))


def test_a_mean_has_the_bounds_of_the_normal_distribution():
    found = mean_interval(np.array([1.0, 3.0]))
    assert found == pytest.approx((2.0, 2 - 1.959964, 2 + 1.959964), abs=1e-6)


def test_one_value_has_no_bounds_and_none_has_no_mean():
    value, low, _ = mean_interval(np.array([4.0]))
    assert value == 4
    assert np.isnan(low)
    assert np.isnan(mean_interval(np.zeros(0)).value)
