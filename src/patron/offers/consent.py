"""Offers on a channel that the customer does not want to be reached on."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np
import pyarrow as pa

from patron.offers.base import Array, OfferFacts, Rule, pairs, places


class Consent(Rule):
    """Refuse offers on a channel without consent.

    Parameters
    ----------
    unless_said
        What holds for customers who never said anything about the channel: ``refused`` (opt-in)
        or ``granted`` (opt-out).
    """

    asked: ClassVar[Literal["answering"]] = "answering"

    unless_said: Literal["refused", "granted"] = "refused"

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True where consent was revoked, or never given where it must be."""
        asked = pairs(candidates, "customer_id", "channel")
        place = places(asked, pairs(facts.consents, "customer_id", "channel"))
        granted = np.array([*facts.consents["granted"].to_pylist(), self.unless_said == "granted"])
        return np.asarray(~granted[place])

    def refuses_held(self, offer: Mapping[str, Any], consents: Mapping[str, bool], at: int) -> bool:
        """Return whether consent to the offer's channel is revoked or missing by now."""
        return not consents.get(offer["channel"], self.unless_said == "granted")
