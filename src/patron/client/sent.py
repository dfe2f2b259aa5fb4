"""What is sent to the service, and how it is written."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict


class Event(TypedDict):
    """Something that an account did, or that was done to it; see docs/tables.md.

    Source and interaction_id are its key: the same again counts once.
    """

    source: str
    interaction_id: str
    account: str
    occurred_at: datetime | str
    kind: str
    actor: NotRequired[Literal["customer", "company"]]
    channel: NotRequired[str | None]
    item: NotRequired[str | None]
    offer: NotRequired[str | None]
    quantity: NotRequired[float | None]
    amount: NotRequired[float | None]
    discount: NotRequired[float | None]
    propensity: NotRequired[float | None]
    basket: NotRequired[str | None]
    text: NotRequired[str | None]
    identifiers: NotRequired[Mapping[str, str] | None]
    attributes: NotRequired[Mapping[str, str] | None]
    consents: NotRequired[Mapping[str, bool] | None]


class Outcome(TypedDict):
    """Something that became of a decision.

    It is known again by its outcome_id, or by its content where it has none.
    """

    decision_id: str
    kind: Literal["sent", "seen", "clicked", "accepted", "rejected", "ignored", "bought"]
    outcome_id: NotRequired[str | None]
    occurred_at: NotRequired[datetime | str | None]
    amount: NotRequired[float | None]


def encode(body: Mapping[str, Any]) -> bytes:
    """Return a body as JSON; what is None at its top is left out.

    Raises
    ------
    ValueError
        If a time in it has no zone, or a number is not finite.
    TypeError
        If something in it cannot be JSON.
    """
    told = {name: value for name, value in body.items() if value is not None}
    return json.dumps(told, default=_plain, allow_nan=False, ensure_ascii=False).encode()


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; give one, as datetime(…, tzinfo=UTC).")
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be sent; send text, numbers, true and false.")
