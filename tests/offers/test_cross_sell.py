import numpy as np

from patron.offers.cross_sell import CrossSell


def test_it_is_for_what_was_never_taken():
    new = CrossSell(name="new", channel="mail")
    assert new.fits(np.array([True, False])).tolist() == [False, True]
