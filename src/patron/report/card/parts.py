"""What a card is made of, and what it is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import CutoffError
from patron.report.language import ENGLISH, say
from patron.report.wording import ahead
from patron.schema import (
    ATTRIBUTES,
    CHANGES,
    CONSENTS,
    CUSTOMERS,
    DECISIONS,
    HISTORY,
    IDENTIFIERS,
    ITEMS,
    LINKS,
    OUTCOMES,
    OUTLOOK,
    PROFILES,
    REASONS,
    RECEIPTS,
    RELATIONS,
    SCORES,
)

NO_SOURCE = "not known: no source tells"
NO_SCORE = "not known: no score for this customer"
NO_DECISION = "not known: no decision for this customer"


@dataclass(frozen=True)
class Field:
    """One statement on a card: what, in words, who says so and since when it is known."""

    label: str
    value: str
    source: str
    known_at: datetime | None = None


@dataclass(frozen=True)
class Section:
    """One of the seven parts of a card; `heading` is its English title."""

    heading: str
    fields: tuple[Field, ...]

    @property
    def title(self) -> str:
        """The heading in the language that is spoken."""
        return say(self.heading)

    @property
    def name(self) -> str:
        """The heading as a name, such as ``current_activity``."""
        return self.heading.lower().replace(" ", "_")


@dataclass(frozen=True)
class Reason:
    """Why a model said what it said, in words; `contribution` is in the unit of the score."""

    task: str
    sentence: str
    contribution: float


@dataclass(frozen=True)
class Change:
    """How a score moved since last time, in words."""

    task: str
    sentence: str


@dataclass(frozen=True)
class Card:
    """Everything known about one customer at one moment; `language` is the one it is said in."""

    customer_id: str
    as_of: datetime
    sections: tuple[Section, ...]
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Change, ...] = ()
    language: str = ENGLISH


@dataclass(frozen=True)
class CardFacts:
    """The tables of one customer, as `patron.schema` declares them; each may be empty.

    Parameters
    ----------
    currency
        Unit of all money, such as ``USD``.
    items
        The ITEMS that the customer bought; where empty, items are called by their ids.
    receipts, outcomes
        RECEIPTS of the customer, and OUTCOMES of these. They are told whenever they were made: a
        decision at a call may be later than all data that a report is about.
    horizons
        How far ahead each task looks, in words such as ``90 days``.
    """

    currency: str
    customers: pa.Table = field(default_factory=CUSTOMERS.empty)
    links: pa.Table = field(default_factory=LINKS.empty)
    profiles: pa.Table = field(default_factory=PROFILES.empty)
    identifiers: pa.Table = field(default_factory=IDENTIFIERS.empty)
    attributes: pa.Table = field(default_factory=ATTRIBUTES.empty)
    relations: pa.Table = field(default_factory=RELATIONS.empty)
    consents: pa.Table = field(default_factory=CONSENTS.empty)
    history: pa.Table = field(default_factory=HISTORY.empty)
    scores: pa.Table = field(default_factory=SCORES.empty)
    outlook: pa.Table = field(default_factory=OUTLOOK.empty)
    reasons: pa.Table = field(default_factory=REASONS.empty)
    changes: pa.Table = field(default_factory=CHANGES.empty)
    decisions: pa.Table = field(default_factory=DECISIONS.empty)
    receipts: pa.Table = field(default_factory=RECEIPTS.empty)
    outcomes: pa.Table = field(default_factory=OUTCOMES.empty)
    items: pa.Table = field(default_factory=ITEMS.empty)
    horizons: Mapping[str, str] = field(default_factory=dict)

    def known(self, customer_id: str, as_of: datetime) -> "CardFacts":
        """Return the facts about one customer that had happened and were known by `as_of`.

        Raises
        ------
        CutoffError
            If `as_of` carries no time zone.
        """
        if as_of.tzinfo is None:
            raise CutoffError(f"as_of is {as_of.isoformat()} without a time zone; it must be UTC.")
        tables = {f.name: getattr(self, f.name) for f in fields(self)}
        cut = {
            name: _cut(table, customer_id, as_of)
            for name, table in tables.items()
            if isinstance(table, pa.Table)
        }
        return replace(self, **cut)


# One way to say a part of a card: from the facts known at a moment.
Teller = Callable[[str, CardFacts, datetime], Section]


def latest(table: pa.Table) -> pa.Table:
    """Return the rows of SCORES, REASONS or DECISIONS that belong to their last cutoff."""
    return table.filter(pc.equal(table["cutoff"], pc.max(table["cutoff"])))


def of_task(table: pa.Table, task: str) -> pa.Table:
    """Return the rows about one task at that task's last cutoff, none of them about an item."""
    is_wanted = pc.and_(pc.equal(table["task"], task), pc.is_null(table["item"]))
    return latest(table.filter(is_wanted))


def outlook_of(facts: "CardFacts") -> dict[str, Any]:
    """Return the row of OUTLOOK at its last cutoff, empty where there is none."""
    rows = latest(facts.outlook).to_pylist()
    return rows[0] if rows else {}


def since(rows: pa.Table, as_of: datetime, days: int, until: int = 0) -> pa.Table:
    """Return the HISTORY rows that occurred in ``(as_of - days, as_of - until]``."""
    is_after = pc.greater(rows["occurred_at"], as_of - timedelta(days))
    is_before = pc.less_equal(rows["occurred_at"], as_of - timedelta(until))
    return rows.filter(pc.and_(is_after, is_before))


def sources(table: pa.Table) -> str:
    """Return the sources of some rows as one text, or ``no source`` where there is no row."""
    return ", ".join(sorted(set(table["source"].drop_null().to_pylist()))) or say("no source")


def in_the_next(horizon: str | None) -> str:
    """Return `` in the next 90 days`` where a horizon is known, else nothing."""
    return say(" in the next {horizon}", horizon=ahead(horizon)) if horizon else ""


def last_known(table: pa.Table) -> datetime | None:
    """Return when the newest of some rows was known, or None where there is no row."""
    when: datetime | None = pc.max(table["known_at"]).as_py()
    return when


def _cut(table: pa.Table, customer_id: str, as_of: datetime) -> pa.Table:
    if "decision_id" in table.column_names:
        return _of_customer(table, customer_id)
    for column in ("occurred_at", "known_at", "cutoff"):
        if column in table.column_names:
            table = table.filter(pc.less_equal(table[column], as_of))
    return _of_customer(table, customer_id)


def _of_customer(table: pa.Table, customer_id: str) -> pa.Table:
    if "customer_id" in table.column_names:
        table = table.filter(pc.equal(table["customer_id"], customer_id))
    return table
