import numpy as np

from patron.offers.greatest_gain import greatest_gain


def test_the_offer_of_greatest_value_is_made_and_none_where_all_cost_more_than_they_bring():
    effect = np.array([[0.1, 0.3], [0.2, 0.3], [0.1, 0.1], [0.0, -0.5]])
    # At 10 a visit the offers bring 1 and 3, 2 and 3, 1 and 1, 0 and -5; they cost 1 and 2.5.
    found = greatest_gain(effect, 10.0, np.array([1.0, 2.5]))
    assert found.tolist() == [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 0, 0]]


def test_the_margin_may_differ_by_customer():
    found = greatest_gain(np.array([[0.5], [0.5]]), np.array([1.0, 10.0]), np.array([1.0]))
    assert found.tolist() == [[1, 0], [0, 1]]


def test_no_customers_get_nothing():
    assert greatest_gain(np.empty((0, 2)), 1.0, np.zeros(2)).shape == (0, 3)
