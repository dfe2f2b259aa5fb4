"""Offer them something that they have not tried yet."""

import numpy as np

from patron.offers.base import Array
from patron.offers.item_offer import ItemOffer


class CrossSell(ItemOffer):
    """An item that the customer never took, and that is no better one of what they take."""

    def fits(self, taken_before: Array, step_up: Array) -> Array:
        """Return the items never taken, without those that are a step up."""
        return np.logical_not(taken_before | step_up)
