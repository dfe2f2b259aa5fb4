"""What the service answers; docs/serving.md and its OpenAPI say more of each field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from patron.client.decode import Record

# They are made by `decode`; equality and text are those of `Record`.
answer = dataclass(frozen=True, repr=False, eq=False)


@answer
class Reason(Record):
    """A business idea, how far it moved the answer in the answer's unit, and the fact in words."""

    idea: str
    contribution: float
    sentence: str


@answer
class Scored(Record):
    """What a model says; `score` is 0 to 100, `percentile` in per cent of customers."""

    customer_id: str
    as_of: datetime
    task: str
    data_version: int
    score: float | None
    percentile: float | None
    band: str | None
    horizon_days: float
    model: str
    bundle: str
    reasons: tuple[Reason, ...]


@answer
class Sooner(Record):
    """The risk within a shorter horizon."""

    horizon_days: float
    probability: float


@answer
class Churn(Scored):
    """Whether the customer will stay away for the horizon, as a probability from 0 to 1.

    `days_to_purchase` is expected, and `next_purchase_at` is when half of such customers will
    have bought; None where the model does not tell, or that is beyond the horizon.
    """

    probability: float
    sooner: tuple[Sooner, ...]
    days_to_purchase: float | None
    next_purchase_at: datetime | None


@answer
class LifetimeValue(Scored):
    """What the customer will bring within the horizon; null ends where there is no interval.

    `total` is what they brought and what is expected; `high_value` says whether they are among
    the fewest who bring 80 % of what is expected of all.
    """

    value: float
    low: float | None
    high: float | None
    historic: float | None
    total: float | None
    high_value: bool | None
    currency: str


@answer
class GivenScored(Record):
    """What a model says of a row of features; `missing` are those that were null or left out."""

    task: str
    score: float | None
    percentile: float | None
    band: str | None
    horizon_days: float
    model: str
    bundle: str
    missing: tuple[str, ...]


@answer
class GivenChurn(GivenScored):
    """Whether such a customer would stay away, as a probability from 0 to 1."""

    probability: float


@answer
class GivenLifetimeValue(GivenScored):
    """What such a customer would bring; null ends where there is no interval."""

    value: float
    low: float | None
    high: float | None
    currency: str


@answer
class Offer(Record):
    """One thing that may be offered; `value` is expected money, cost taken off."""

    offer: str
    item: str | None
    type: str | None
    channel: str | None
    p: float | None
    cost: float | None
    value: float


@answer
class RunnerUp(Offer):
    """An offer that was not chosen, and the rule that refused it."""

    refused_by: str | None


@answer
class Contact(Record):
    """Whether the one who asked may contact the customer now."""

    reserved: bool
    refused_by: str | None


@answer
class NextBestOffer(Record):
    """What to offer; the same on every channel until `valid_until`."""

    customer_id: str
    as_of: datetime
    task: str
    data_version: int
    decision_id: str
    decided_at: datetime
    valid_until: datetime
    chosen: Offer
    propensity: float
    contact: Contact | None
    runner_ups: tuple[RunnerUp, ...]
    reasons: tuple[Reason, ...]
    currency: str
    model: str | None


@answer
class Score(Record):
    """All three answers; None where the workspace has no champion or decision for it."""

    customer_id: str
    as_of: datetime
    churn: Churn | None
    lifetime_value: LifetimeValue | None
    next_best_offer: NextBestOffer | None


@answer
class Explanation(Record):
    """An answer taken apart: base + contributions + rest = answer."""

    task: str
    item: str | None
    unit: str
    answer: float
    base: float | None
    contributions: tuple[Reason, ...]
    rest: float | None
    model: str


@answer
class Explained(Record):
    """Why a customer's answers are what they are."""

    customer_id: str
    as_of: datetime
    data_version: int
    explanations: tuple[Explanation, ...]


@answer
class Receipt(Record):
    """All that a decision was made from; `text` is all of it, as the service wrote it."""

    decision_id: str
    customer_id: str
    candidates: tuple[Mapping[str, Any], ...]
    chosen: Mapping[str, Any]
    propensity: float
    versions: Mapping[str, Any]
    text: str


@answer
class WhyNot(Record):
    """Why something was offered or was not."""

    decision_id: str
    customer_id: str
    offer: str
    chosen: bool
    sentence: str


@answer
class Refused(Record):
    """What was sent and not kept, by its place counted from 0."""

    index: int
    reason: str


@answer
class Intake(Record):
    """What became of the events sent, by their places counted from 0."""

    accepted: tuple[int, ...]
    repeated: tuple[int, ...]
    corrected: tuple[int, ...]
    refused: tuple[Refused, ...]


@answer
class Noted(Record):
    """What became of the outcomes sent, by their places counted from 0."""

    recorded: tuple[int, ...]
    repeated: tuple[int, ...]
    refused: tuple[Refused, ...]


@answer
class Ready(Record):
    """What answers come from; `warning` is there only where something is wrong."""

    status: str
    workspace: str
    bundle: str
    data_version: int
    as_of: datetime
    warning: str | None = None
