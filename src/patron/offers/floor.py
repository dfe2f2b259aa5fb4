"""Offers that are not worth making."""

import numpy as np
import pyarrow as pa

from patron.offers.base import Array, OfferFacts, Rule


class Floor(Rule):
    """Refuse offers whose expected value is below a floor.

    Parameters
    ----------
    at_least
        Smallest expected value worth an offer, in the currency of the sources.
    """

    at_least: float

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True where the expected value is below the floor."""
        return np.asarray(candidates["value"].to_numpy() < self.at_least)
