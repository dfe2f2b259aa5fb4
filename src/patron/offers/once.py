"""Offers that the customer has had already."""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.offers.base import Array, OfferFacts, Rule, pairs
from patron.schema import utc


class Once(Rule):
    """Refuse an offer that the customer was made within a time.

    Parameters
    ----------
    within
        Length of the pause between two times.
    """

    within: timedelta = Field(gt=timedelta(0))

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True where the offer was last made less than `within` ago."""
        since = facts.as_of - self.within // timedelta(microseconds=1)
        recent = facts.contacts.filter(pa.array(utc(facts.contacts["last_at"]).to_numpy() > since))
        made = pc.is_in(
            pairs(candidates, "customer_id", "offer"),
            value_set=pairs(recent, "customer_id", "offer"),
        )
        return np.asarray(made.to_numpy(zero_copy_only=False), bool)
