import numpy as np
import pytest
from scipy.integrate import quad

from patron.models.calibration import sigmoid
from patron.models.path_attribution import Parts, attribute_probability, attribute_product


def test_one_feature_takes_the_whole_change():
    contributions, base = attribute_probability(Parts(0.0, np.array([[np.log(3.0), 0.0]])))
    assert base == 0.5
    np.testing.assert_allclose(contributions, [[0.25, 0.0]])


def test_shares_of_the_log_odds_are_shares_of_the_change():
    contributions, base = attribute_probability(Parts(-1.0, np.array([[3.0, -1.0]])))
    change = sigmoid(np.array(1.0)) - base
    np.testing.assert_allclose(contributions, [[1.5 * change, -0.5 * change]])


@pytest.mark.parametrize("total", [0.0, 1e-15, 1e-9, 1e-7, 1e-5])
def test_features_that_cancel_keep_their_contributions(total):
    contributions, base = attribute_probability(Parts(0.0, np.array([[2.0, -2.0 + total]])))
    np.testing.assert_allclose(contributions, [[0.5, -0.5]], rtol=1e-5)
    assert base + contributions.sum() == pytest.approx(sigmoid(np.array(total)), rel=1e-12)


def test_a_product_is_shared_out_as_the_integrals_say():
    logit, log_amount = Parts(-1.0, np.array([[2.0, -0.5]])), Parts(3.0, np.array([[-1.0, 1.5]]))
    contributions, base = attribute_product(logit, log_amount, scale=2.0)

    def slope(t):
        p, m = sigmoid(-1.0 + 1.5 * t), 2.0 * np.exp(3.0 + 0.5 * t)
        return np.array([2.0 * m * p * (1 - p) - 1.0 * p * m, -0.5 * m * p * (1 - p) + 1.5 * p * m])

    expected = [quad(lambda t, i=i: slope(t)[i], 0, 1)[0] for i in (0, 1)]
    np.testing.assert_allclose(contributions[0], expected, rtol=1e-9)
    assert base == pytest.approx(2.0 * sigmoid(-1.0) * np.exp(3.0))


def test_a_product_is_exact_even_where_the_quadrature_is_not():
    logit = Parts(-30.0, np.array([[70.0, -1.0], [1.0, -1.0], [0.0, 0.0]]))
    log_amount = Parts(0.0, np.array([[8.0, 1.0], [2.0, -2.0], [0.0, 0.0]]))
    contributions, base = attribute_product(logit, log_amount, scale=1.0)
    value = sigmoid(logit.at(1.0)) * np.exp(log_amount.at(1.0))
    np.testing.assert_allclose(base + contributions.sum(axis=1), value, rtol=1e-9)
    assert contributions[2].tolist() == [0.0, 0.0]
