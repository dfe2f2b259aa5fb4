"""What is answered."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

# Of a record by name, in their order: to check them and make records takes longer than to write
# them.
Fields = dict[str, Any]


class Record(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(frozen=True)


class Reason(Record):
    """A business idea, how far it moved the answer, and the fact in words."""

    idea: str
    contribution: float = Field(description="In the unit of the answer")
    sentence: str


class Answer(Record):
    """What every answer about a customer says of itself."""

    customer_id: str
    as_of: datetime = Field(description="Everything known up to this moment counts")
    task: str
    data_version: int = Field(description="Publication of the live store, counted from 1")


class Scored(Answer):
    """What a model says."""

    score: float | None = Field(description="0 to 100; null where nothing is known to compare with")
    percentile: float | None = Field(description="Per cent of customers with a smaller answer")
    band: str | None = Field(description="high, medium or low, by percentile")
    horizon_days: float
    model: str
    bundle: str
    reasons: list[Reason] = Field(description="The three strongest, strongest first")


class Sooner(Record):
    """The risk within a horizon shorter than the answer's."""

    horizon_days: float
    probability: float = Field(ge=0, le=1)


class Churn(Scored):
    """Whether the customer will stay away for the horizon; the score is 100 × probability."""

    probability: float = Field(ge=0, le=1)
    sooner: list[Sooner] = Field(
        description="Risks within shorter horizons, which never cross; empty where the model "
        "tells none"
    )
    days_to_purchase: float | None = Field(
        description="Expected days until the next purchase, at most the horizon; null where the "
        "model does not tell"
    )
    next_purchase_at: datetime | None = Field(
        description="When half of such customers will have bought; null where that is not within "
        "the horizon, or not told"
    )


class LifetimeValue(Scored):
    """What the customer will bring within the horizon; the score is the percentile."""

    value: float
    low: float | None = Field(description="Lower end of the interval; see high")
    high: float | None = Field(
        description="low to high holds the true value in about 8 of 10 cases"
    )
    historic: float | None = Field(description="What they brought so far, by the same rule")
    total: float | None = Field(description="historic and value together")
    high_value: bool | None = Field(
        description="Whether they are among the fewest who bring 80 % of what all are expected "
        "to bring, by the last scoring's limit"
    )
    currency: str


class GivenScored(Record):
    """What a model says of a row of features, which is nobody's."""

    task: str
    score: float | None = Field(description="0 to 100; null where nothing is known to compare with")
    percentile: float | None = Field(description="Per cent of customers with a smaller answer")
    band: str | None = Field(description="high, medium or low, by percentile")
    horizon_days: float
    model: str
    bundle: str
    missing: list[str] = Field(description="Features of the model that were null or left out")


class GivenChurn(GivenScored):
    """Whether such a customer would stay away; the score is 100 × probability."""

    probability: float = Field(ge=0, le=1)


class GivenLifetimeValue(GivenScored):
    """What such a customer would bring; the score is the percentile."""

    value: float
    low: float | None = Field(description="Lower end of the interval; see high")
    high: float | None = Field(
        description="low to high holds the true value in about 8 of 10 cases"
    )
    currency: str


class Offer(Record):
    """One thing that may be offered, and what it is expected to be worth."""

    offer: str
    item: str | None
    type: str | None
    channel: str | None
    p: float | None = Field(description="Probability that it is taken")
    cost: float | None
    value: float = Field(description="Expected, in the currency, cost taken off")


class RunnerUp(Offer):
    """An offer that was not chosen."""

    refused_by: str | None = Field(description="The rule that refused it")


class Contact(Record):
    """Whether the one who asked may contact the customer now."""

    reserved: bool = Field(description="true once for each decision, and only within the limits")
    refused_by: str | None = Field(description="What refused it; null where it is reserved")


class NextBestOffer(Answer):
    """What to offer; every channel is told the same while the decision holds."""

    decision_id: str = Field(description="For GET /decisions/{id} and POST /outcomes")
    decided_at: datetime
    valid_until: datetime = Field(description="Until then every channel is told the same")
    chosen: Offer = Field(description="Called nothing where nothing is worth offering")
    propensity: float = Field(description="How likely the choice was among what is allowed")
    contact: Contact | None = Field(description="null where no contact was asked for")
    runner_ups: list[RunnerUp]
    reasons: list[Reason] = Field(description="Why the chosen item")
    currency: str
    model: str | None
    # See `patron.service.written`.
    _text: bytes | None = PrivateAttr(default=None)


class Score(Record):
    """All three answers; null where the workspace has no champion or decision for it."""

    customer_id: str
    as_of: datetime
    churn: Churn | None
    lifetime_value: LifetimeValue | None
    next_best_offer: NextBestOffer | None


class Explanation(Record):
    """An answer taken apart: base + contributions + rest = answer.

    Of items' answers only the main reasons are stored, without base and rest.
    """

    task: str
    item: str | None
    unit: str = Field(description="probability, or the currency")
    answer: float
    base: float | None = Field(description="The answer where nothing is known of the customer")
    contributions: list[Reason] = Field(description="By idea, strongest first")
    rest: float | None = Field(description="Sum of contributions too small to tell")
    model: str


class Explained(Record):
    """Why a customer's answers are what they are."""

    customer_id: str
    as_of: datetime
    data_version: int
    explanations: list[Explanation]


class CardField(Record):
    """One statement on a card: what, in words, who says so and since when it is known."""

    label: str
    value: str
    source: str
    known_at: datetime | None


class CardReason(Record):
    """Why a model says what it says, in words."""

    task: str
    sentence: str
    contribution: float = Field(description="In the unit of the task's answer")


class CardChange(Record):
    """How an answer moved since the scoring before the last, in words."""

    task: str
    sentence: str


class CustomerCard(Record):
    """Everything known about one customer now, in seven parts."""

    customer_id: str
    as_of: datetime = Field(description="Everything known up to this moment counts")
    data_version: int
    identity: list[CardField] = Field(description="Who they are")
    relationships: list[CardField] = Field(description="Their accounts, and who belongs to them")
    current_activity: list[CardField] = Field(description="What they do now")
    history: list[CardField] = Field(description="What they did all along")
    value: list[CardField] = Field(description="What they brought and are expected to bring")
    flags: list[CardField] = Field(description="What to watch")
    actions: list[CardField] = Field(description="What to do, what not and why, and consents")
    reasons: list[CardReason]
    changes: list[CardChange] = Field(description="Empty once something happened since scoring")


class Touchpoint(Record):
    """One row of a customer's history."""

    occurred_at: datetime
    known_at: datetime
    kind: str
    channel: str | None
    actor: str = Field(description="customer or company: who started it")
    item: str | None
    item_name: str | None
    offer: str | None
    quantity: float | None
    amount: float | None
    discount: float | None
    basket: str | None
    text: str | None
    sentiment: float | None = Field(description="What the text says, -5 to 5")
    source: str
    interaction_id: str


class Timeline(Record):
    """What a customer did and what was done to them on every touchpoint, newest first."""

    customer_id: str
    as_of: datetime
    data_version: int
    touchpoints: list[Touchpoint]
    next: str | None = Field(description="Give it as before for those that follow; null at the end")


class WhyNot(Record):
    """Why something was offered or was not."""

    decision_id: str
    customer_id: str
    offer: str
    chosen: bool
    sentence: str


class Refused(Record):
    """What was sent and not kept."""

    index: int = Field(description="Its place among what was sent, counted from 0")
    reason: str


class Intake(Record):
    """What became of the events sent, by their places among them, counted from 0."""

    accepted: list[int] = Field(description="New; kept for good")
    repeated: list[int] = Field(description="Sent before with the same content; kept once")
    corrected: list[int] = Field(
        description="Sent before with other content, which this one replaces"
    )
    refused: list[Refused] = Field(description="Not kept, and why")


class Noted(Record):
    """What became of the outcomes sent, by their places among them, counted from 0."""

    recorded: list[int] = Field(description="New; kept for good")
    repeated: list[int] = Field(description="Sent before; kept once")
    refused: list[Refused] = Field(description="Not kept, and why")
