"""Offers to customers who hear enough from us on a channel."""

from datetime import timedelta
from typing import ClassVar, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.offers.base import Array, OfferFacts, Rule, places
from patron.schema import utc


class ContactLimit(Rule):
    """Refuse offers on a channel on which the customer was contacted often enough lately.

    A workspace that declares none for ``email`` or ``sms`` has one contact a week there.

    Parameters
    ----------
    channel
        Whose contacts count, whatever they were about.
    at_most
        Contacts within the time.
    within
        Length of the time.
    """

    asked: ClassVar[Literal["contacting"]] = "contacting"

    channel: str
    at_most: int = Field(default=1, ge=0)
    within: timedelta = Field(default=timedelta(days=7), gt=timedelta(0))

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True where there is no contact left on the channel."""
        since = facts.as_of - self.within // timedelta(microseconds=1)
        counts = utc(facts.reached["at"]).to_numpy() > since
        counts &= pc.equal(facts.reached["channel"], self.channel).to_numpy()
        lately = facts.reached.filter(pa.array(counts))["customer_id"].value_counts()
        many = np.append(lately.field("counts").to_numpy(), 0)
        place = places(candidates["customer_id"].combine_chunks(), lately.field("values"))
        mine = pc.fill_null(pc.equal(candidates["channel"], self.channel), False).to_numpy()
        return np.asarray(mine & (many[place] >= self.at_most))
