"""What the report about all customers is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Self

import pyarrow as pa

from patron.errors import CutoffError
from patron.report.card import Card
from patron.report.language import ENGLISH, say
from patron.report.wording import ahead
from patron.schema import (
    AVERAGE_EFFECTS,
    CHANGES,
    DECISIONS,
    GRADES,
    REAL,
    REASONS,
    SCORES,
    TEXT,
    TIME,
    WHOLE,
)

SPEND = pa.schema([("customer_id", TEXT), ("spent", REAL), ("margin", REAL)])
OFFERED = pa.schema(
    {"offer": TEXT, "where": TEXT, "made": WHOLE, "reached": WHOLE, "taken": WHOLE, "amount": REAL}
)
SOURCES = pa.schema(
    {
        "source": TEXT,
        **dict.fromkeys(("records", "rejected", "interactions"), WHOLE),
        **dict.fromkeys(("first", "last"), TIME),
        **dict.fromkeys(("days", "late", "purchases", "no_amount", "no_item"), WHOLE),
    }
)


class Driver(NamedTuple):
    """How much one business idea moves a model: its share, 0 to 1, of mean |contribution|."""

    task: str
    idea: str
    share: float


class Grouped(NamedTuple):
    """Customers whose scores rest on the same reasons.

    `ideas` are pairs of an idea and how far it moved their scores, in words. `within` is the
    share (0 to 1) of those whom the rule holds for who are of the group, `caught` that of the
    group for whom it holds. `stake` is None where no value is at stake.
    """

    task: str
    customers: int
    mean: float
    stake: float | None
    ideas: tuple[tuple[str, str], ...]
    rule: str
    within: float
    caught: float


class Rejection(NamedTuple):
    """How many records of a source could not be read, and why."""

    source: str
    reason: str
    records: int


class Calibration(NamedTuple):
    """What a model said on average of `n` customers, and what came true."""

    predicted: float
    observed: float
    n: int


class Gain(NamedTuple):
    """Which share of the cases is caught among the customers ranked first."""

    customers: float
    caught: float


@dataclass(frozen=True)
class Curves:
    """How a model did on a later window, as curves; each may be empty.

    Parameters
    ----------
    calibration
        Groups of customers in order of what the model said.
    gains
        Points in order of the share of customers, 0 to 1.
    formula
        The naive formula that `formula_gains` belongs to.
    """

    calibration: tuple[Calibration, ...] = ()
    gains: tuple[Gain, ...] = ()
    formula: str = ""
    formula_gains: tuple[Gain, ...] = ()

    @classmethod
    def of(
        cls,
        calibration: Iterable[Sequence[float]],
        gains: Iterable[Sequence[float]],
        formula: str = "",
        formula_gains: Iterable[Sequence[float]] = (),
    ) -> Self:
        """Return the curves of points given as plain sequences of numbers."""
        return cls(
            tuple(Calibration(said, true, int(n)) for said, true, n in calibration),
            tuple(Gain(*point) for point in gains),
            formula,
            tuple(Gain(*point) for point in formula_gains),
        )


@dataclass(frozen=True)
class Counts:
    """How much data there is, and from when to when.

    `customers` did something, `known` are all there are, `accounts` what they are known as, and
    `waiting` the links between accounts that wait for somebody to look at them.
    """

    customers: int = 0
    interactions: int = 0
    items: int = 0
    first: datetime | None = None
    last: datetime | None = None
    rejected: int = 0
    known: int = 0
    accounts: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class BookFacts:
    """Everything that the report says, as tables and short lists; each may be empty.

    Parameters
    ----------
    title
        The workspace, as its users call it.
    as_of
        Moment of the report, with its time zone; later scores and decisions are left out.
    currency
        Unit of all money, such as ``USD``.
    scores
        SCORES of all customers: churn and lifetime_value without an item, next_offer with.
    decisions
        DECISIONS; only chosen rows are read.
    reasons
        REASONS of the customers that the report names; those without an item are read.
    changes
        CHANGES since the scoring before.
    spend
        ``customer_id``, ``spent`` and ``margin`` (null where no item's margin is known) of every
        customer, for the concentration of money.
    effects
        AVERAGE_EFFECTS: what offers changed that were drawn at random.
    offers
        Offers that were not, by `where` they were made: how many were `made`, how many `reached`
        the customer, were `taken` (each null where that is not told), and the `amount` of these.
    sources
        Of each source its `records` and those `rejected`, its `interactions`, the `first` and
        `last` of these, on how many `days`, how many became known over a day `late`, and of the
        `purchases` those with `no_amount` and `no_item`.
    known
        Of how many customers each attribute is known, by name.
    drivers
        Ideas behind each model.
    segments
        Groups of customers by their reasons, in order.
    curves
        By task.
    cards
        Customers to show in full.
    horizons
        How far ahead each task looks, in words such as ``90 days``, by task.
    language
        In which the report is said, by the name of a file under ``report/languages``.
    top
        How many customers the table of those at risk names.
    """

    title: str
    as_of: datetime
    currency: str
    counts: Counts = field(default_factory=Counts)
    grades: pa.Table = field(default_factory=GRADES.empty)
    scores: pa.Table = field(default_factory=SCORES.empty)
    decisions: pa.Table = field(default_factory=DECISIONS.empty)
    reasons: pa.Table = field(default_factory=REASONS.empty)
    changes: pa.Table = field(default_factory=CHANGES.empty)
    spend: pa.Table = field(default_factory=SPEND.empty_table)
    effects: pa.Table = field(default_factory=AVERAGE_EFFECTS.empty)
    offers: pa.Table = field(default_factory=OFFERED.empty_table)
    sources: pa.Table = field(default_factory=SOURCES.empty_table)
    known: Mapping[str, int] = field(default_factory=dict)
    drivers: tuple[Driver, ...] = ()
    segments: tuple[Grouped, ...] = ()
    curves: Mapping[str, Curves] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    horizons: Mapping[str, str] = field(default_factory=dict)
    language: str = ENGLISH
    top: int = 20

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            found = self.as_of.isoformat()
            raise CutoffError(f"as_of is {found} without a time zone; it must be UTC.")

    def within(self, task: str) -> str:
        """Return `` in the next 90 days`` where the task's horizon is known, else nothing."""
        if task not in self.horizons:
            return ""
        return say(" in the next {horizon}", horizon=ahead(self.horizons[task]))
