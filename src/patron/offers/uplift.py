"""Offer what was measured to move the customer."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.offers.base import Offer, OfferFacts


class Uplift(Offer):
    """An offer that was drawn at random in the past, so that its effect is known.

    Its value is ``effect * worth * margin - cost``: nothing is assumed of what it changes.

    Parameters
    ----------
    experiment
        Name of the experiment in ``experiments.yaml``; the offer has the name that it has there.
    worth
        Money that one unit of the outcome brings: the price of a basket where the outcome is a
        purchase, 1 where it is money.
    """

    experiment: str
    worth: float = Field(default=1.0, gt=0)

    def propose(self, facts: OfferFacts) -> pa.Table:
        """Return a candidate for each customer whom the offer moves; others are worth nothing."""
        effects = facts.effects
        mine = pc.and_(
            pc.equal(effects["experiment"], self.experiment), pc.equal(effects["offer"], self.name)
        )
        found = effects.filter(pc.and_(mine, pc.greater(effects["effect"], 0)))
        effect = found["effect"].to_numpy()
        # An effect on a purchase is a probability; one in money is money that surely comes.
        p = np.minimum(effect, 1.0)
        gain = effect / p * self.worth * self.margin
        return self.candidates(found["customer_id"], None, p, gain)
