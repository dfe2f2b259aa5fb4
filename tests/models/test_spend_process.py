import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.spend_process import GammaGammaParameters, fit_gamma_gamma

CDNOW = GammaGammaParameters(p=6.25, q=3.74, v=15.44)


def array(*values):
    return np.array(values, dtype=float)


def test_who_never_bought_again_is_expected_to_spend_the_mean():
    assert CDNOW.expected_spend(array(0), array(0))[0] == pytest.approx(6.25 * 15.44 / 2.74)


def test_more_purchases_move_the_expectation_to_the_own_mean():
    # (p v + p x z) / (p x + q - 1) with p x = 6.25 and 62.5, z = 100.
    found = CDNOW.expected_spend(array(1, 10), array(100, 100))
    np.testing.assert_allclose(found, [721.5 / 8.99, 6346.5 / 65.24])


def test_a_fit_to_a_simulation_finds_its_parameters():
    random = np.random.default_rng(3)
    x = random.integers(1, 8, size=20_000).astype(float)
    scale = random.gamma(4.0, 1 / 15.0, size=20_000)
    z = random.gamma(6.0 * x, 1 / (scale * x))
    found = fit_gamma_gamma(x, z)
    assert found.p == pytest.approx(6.0, rel=0.05)
    assert found.q == pytest.approx(4.0, rel=0.05)
    assert found.v == pytest.approx(15.0, rel=0.05)


def test_customers_without_a_value_are_left_out():
    random = np.random.default_rng(4)
    x, z = random.integers(1, 5, size=300).astype(float), random.gamma(3, 10, size=300)
    without = fit_gamma_gamma(x, z)
    assert fit_gamma_gamma(np.r_[x, 0, 2], np.r_[z, 5, 0]) == without


def test_nobody_who_paid_again_is_an_error_that_says_so():
    with pytest.raises(ModelError, match="none of the 2 customers has any"):
        fit_gamma_gamma(array(0, 3), array(10, 0))
