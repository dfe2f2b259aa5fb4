"""Offers that the money does not reach for."""

from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.offers.base import Array, OfferFacts, Rule, best_first, codes


class Budget(Rule):
    """Refuse an offer to those customers for whom the budget does not reach.

    Of the customers whose best open candidate is this offer, those with most value for its cost
    get it until the budget is spent.

    Parameters
    ----------
    offer
        Name of the offer.
    at_most
        What all offers of that name may cost together, in the currency of the sources.
    """

    is_about_all: ClassVar[bool] = True

    offer: str
    at_most: float = Field(ge=0)

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True for this offer where its customer is not among those it is spent on."""
        mine = pc.equal(candidates["offer"], self.offer).to_numpy()
        value, cost = candidates["value"].to_numpy(), candidates["cost"].to_numpy()
        rows = np.flatnonzero(still_open)
        best = rows[best_first(codes(candidates["customer_id"])[rows], value[rows]) == 0]
        asked = best[mine[best]]
        asked = asked[np.argsort(-value[asked], kind="stable")]
        paid = asked[np.cumsum(cost[asked]) <= self.at_most]
        refused = np.array(mine)
        refused[paid] = False
        return refused
