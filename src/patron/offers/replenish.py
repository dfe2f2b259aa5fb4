"""Offer them what they take anyway, at the right time."""

from patron.offers.base import Array
from patron.offers.item_offer import ItemOffer


class Replenish(ItemOffer):
    """An item that the customer took before."""

    def fits(self, taken_before: Array, step_up: Array) -> Array:
        """Return the items taken before."""
        return taken_before
