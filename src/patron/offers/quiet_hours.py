"""Offers at an hour at which nobody wants to be disturbed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import field_validator

from patron.offers.base import Array, OfferFacts, Rule

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class QuietHours(Rule):
    """Refuse to contact customers on a channel at some hours.

    It says when somebody may be contacted and not what to offer them, so it is asked when they
    are, and not when all customers are scored.

    Parameters
    ----------
    channel
        On which channel.
    begins, ends
        Time of day by the workspace's clocks, such as ``"21:00"`` and ``"08:00"``; ``[begins,
        ends)`` is quiet, over midnight where it ends earlier than it begins.
    """

    asked: ClassVar[Literal["contacting"]] = "contacting"

    channel: str
    begins: time
    ends: time

    @field_validator("begins", "ends", mode="before")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        """Refuse a number: YAML reads 21:00 without quotes as 1260."""
        if not isinstance(value, str | time):
            raise ValueError('a time of day must be written in quotes, such as "21:00"')
        return value

    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True for the channel if the customer were to be contacted now and it is quiet."""
        is_quiet = facts.contact_at is not None and self._is_quiet(
            EPOCH + timedelta(microseconds=facts.contact_at), facts.time_zone
        )
        mine = pc.fill_null(pc.equal(candidates["channel"], self.channel), False).to_numpy()
        return np.asarray(mine & is_quiet)

    def _is_quiet(self, moment: datetime, time_zone: str) -> bool:
        hour = moment.astimezone(ZoneInfo(time_zone)).time()
        if self.begins <= self.ends:
            return self.begins <= hour < self.ends
        return hour >= self.begins or hour < self.ends
