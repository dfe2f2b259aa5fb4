import numpy as np
import pytest


def test_the_entropy_of_the_mix_is_divided_by_that_of_an_even_one(value):
    # Tea, milk, tea, tea: shares of 3/4 and 1/4 of two categories.
    entropy = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    assert value("mix", kind="purchase", column="category") == pytest.approx(entropy / np.log(2))


def test_an_even_mix_is_1_one_value_alone_0_and_none_unknown(value):
    # The purchase of the 3rd and the visit of the 5th.
    assert value("mix", window="P4D", column="kind", at="2024-01-06T09:00") == pytest.approx(1)
    assert value("mix", kind="purchase", column="kind") == 0.0
    assert value("mix", kind="visit", column="item") is None
    assert value("mix", kind="flight", column="kind") is None
