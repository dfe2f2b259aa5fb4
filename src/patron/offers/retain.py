"""Offer something to those who may leave."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.offers.base import Offer, OfferFacts, places


class Retain(Offer):
    """A reason to stay, worth what the customer would have brought.

    Its value is ``p(leaves) * saves * expected value * margin - cost``.

    Parameters
    ----------
    saves
        Share of those who would leave that the offer keeps. An assumption until a hold-out has
        measured it; small is honest.
    churn, value
        Names of the tasks that say how likely they leave, and what they are worth.
    """

    saves: float = Field(gt=0, le=1)
    churn: str = "churn"
    value: str = "lifetime_value"

    def needs(self) -> tuple[str, ...]:
        """Return the tasks that say how likely they leave, and what they are worth."""
        return (self.churn, self.value)

    def propose(self, facts: OfferFacts) -> pa.Table:
        """Return one candidate for each customer with both scores."""
        churn = facts.scores.filter(pc.equal(facts.scores["task"], self.churn))
        worth = facts.scores.filter(pc.equal(facts.scores["task"], self.value))
        place = places(churn["customer_id"], worth["customer_id"].combine_chunks())
        both = place >= 0
        p = churn["score"].to_numpy()[both] * self.saves
        gain = np.maximum(worth["score"].to_numpy()[place[both]] * self.margin, 0.0)
        return self.candidates(churn.filter(pa.array(both))["customer_id"], None, p, gain)
