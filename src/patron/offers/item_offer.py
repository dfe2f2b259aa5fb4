"""What offers of single items have in common: the ranking says what, the price says how much."""

from abc import abstractmethod

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.offers.base import Array, Offer, OfferFacts, best_first, codes, pairs, places


class ItemOffer(Offer):
    """An offer of single items, out of those that a ranking found for the customer.

    Parameters
    ----------
    task
        The ranking: a task of type ``next_offer``.
    most
        Items proposed to each customer, those of highest value.
    """

    task: str = "next_offer"
    most: int = Field(default=3, ge=1)

    def needs(self) -> tuple[str, ...]:
        """Return the ranking."""
        return (self.task,)

    @abstractmethod
    def fits(self, taken_before: Array, step_up: Array) -> Array:
        """Return which items this offer is for.

        Parameters
        ----------
        taken_before, step_up
            Whether the customer took each item before, and whether it would be a step up.
        """

    def gain(self, price: Array, usual_price: Array) -> Array:
        """Return what the customer pays more than without the offer, by item.

        Parameters
        ----------
        price, usual_price
            Of the item, and of what they take instead; NaN where unknown.
        """
        return price

    def propose(self, facts: OfferFacts) -> pa.Table:
        """Return the most valuable items for each customer."""
        scores = facts.scores.filter(pc.equal(facts.scores["task"], self.task))
        taken = pc.is_in(
            pairs(scores, "customer_id", "item"),
            value_set=pairs(facts.owned, "customer_id", "item"),
        )
        step = places(
            pairs(scores, "customer_id", "item"), pairs(facts.steps, "customer_id", "item")
        )
        fits = self.fits(taken.to_numpy(zero_copy_only=False), step >= 0)
        scores = scores.filter(pa.array(fits))
        usual = np.append(facts.steps["usual_price"].to_numpy(), np.nan)[step[fits]]
        p = scores["score"].to_numpy()
        prices = np.append(facts.prices["price"].to_numpy(), np.nan)
        price = prices[places(scores["item"], facts.prices["item"].combine_chunks())]
        gain = np.nan_to_num(self.gain(price, usual) * self.margin)
        first = best_first(codes(scores["customer_id"]), p * gain) < self.most
        scores = scores.filter(pa.array(first))
        return self.candidates(scores["customer_id"], scores["item"], p[first], gain[first])
