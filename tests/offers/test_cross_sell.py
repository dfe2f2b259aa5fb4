import numpy as np

from patron.offers.cross_sell import CrossSell


def test_it_is_for_what_was_never_taken():
    new = CrossSell(name="new", channel="mail")
    taken, step = np.array([True, False, False]), np.array([False, False, True])
    assert new.fits(taken, step).tolist() == [False, True, False]
