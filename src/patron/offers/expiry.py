"""Offers that are over."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AwareDatetime

from patron.history import micros
from patron.offers.base import Array, OfferFacts, Rule


class Expiry(Rule):
    """Refuse an offer from a moment on.

    Parameters
    ----------
    offer
        Name of the offer.
    valid_until
        The moment, with its time zone, such as ``2025-01-01T00:00:00Z``.
    """

    asked: ClassVar[Literal["answering"]] = "answering"

    offer: str
    valid_until: AwareDatetime

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True for this offer once its time is over."""
        is_over = facts.as_of >= micros(self.valid_until)
        return np.asarray(pc.equal(candidates["offer"], self.offer).to_numpy() & is_over)

    def refuses_held(self, offer: Mapping[str, Any], consents: Mapping[str, bool], at: int) -> bool:
        """Return whether the time of this offer is over by now."""
        return bool(offer["offer"] == self.offer and at >= micros(self.valid_until))
