import numpy as np

from patron.offers.replenish import Replenish


def test_it_is_for_what_was_taken_before():
    again = Replenish(name="again", channel="mail")
    assert again.fits(np.array([True, False]), np.array([False, True])).tolist() == [True, False]
