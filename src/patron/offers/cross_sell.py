"""Offer them something that they have not tried yet."""

import numpy as np

from patron.offers.base import Array
from patron.offers.item_offer import ItemOffer


class CrossSell(ItemOffer):
    """An item that the customer never took."""

    def fits(self, taken_before: Array) -> Array:
        """Return the items never taken."""
        return np.logical_not(taken_before)
