"""Offer them the better one of what they take anyway."""

import numpy as np

from patron.offers.base import Array
from patron.offers.item_offer import ItemOffer


class UpSell(ItemOffer):
    """An item never taken, of a category that the customer takes from, in a higher tier than usual.

    It brings what it costs above what the customer usually pays there. Tiers are those of ITEMS,
    so the ranking must be one of single items (`level: item`).
    """

    def fits(self, taken_before: Array, step_up: Array) -> Array:
        """Return the items that are a step up."""
        return np.logical_and(step_up, np.logical_not(taken_before))

    def gain(self, price: Array, usual_price: Array) -> Array:
        """Return what is paid above the usual price; all of it where that is unknown."""
        return np.asarray(np.maximum(price - np.nan_to_num(usual_price), 0.0))
