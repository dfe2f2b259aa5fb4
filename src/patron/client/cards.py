"""What the service tells of one customer: the card and the timeline."""

from dataclasses import dataclass
from datetime import datetime

from patron.client.decode import Record

answer = dataclass(frozen=True, repr=False, eq=False)


@answer
class CardField(Record):
    """One statement on a card: what, in words, who says so and since when it is known."""

    label: str
    value: str
    source: str
    known_at: datetime | None


@answer
class CardReason(Record):
    """Why a model says what it says, in words."""

    task: str
    sentence: str
    contribution: float


@answer
class CardChange(Record):
    """How an answer moved since the scoring before the last, in words."""

    task: str
    sentence: str


@answer
class CustomerCard(Record):
    """Everything known about one customer now, in seven parts."""

    customer_id: str
    as_of: datetime
    data_version: int
    identity: tuple[CardField, ...]
    relationships: tuple[CardField, ...]
    current_activity: tuple[CardField, ...]
    history: tuple[CardField, ...]
    value: tuple[CardField, ...]
    flags: tuple[CardField, ...]
    actions: tuple[CardField, ...]
    reasons: tuple[CardReason, ...]
    changes: tuple[CardChange, ...]


@answer
class Touchpoint(Record):
    """One row of a customer's history."""

    occurred_at: datetime
    known_at: datetime
    kind: str
    channel: str | None
    actor: str
    item: str | None
    item_name: str | None
    offer: str | None
    quantity: float | None
    amount: float | None
    discount: float | None
    basket: str | None
    text: str | None
    sentiment: float | None
    source: str
    interaction_id: str


@answer
class Timeline(Record):
    """All touchpoints, newest first; `next` is the `before` of those that follow."""

    customer_id: str
    as_of: datetime
    data_version: int
    touchpoints: tuple[Touchpoint, ...]
    next: str | None
