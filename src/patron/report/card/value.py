"""What the customer has been worth, and what they are expected to be worth."""

from datetime import datetime
from typing import Any

from patron.report.card.parts import (
    NO_SCORE,
    CardFacts,
    Field,
    Section,
    in_the_next,
    last_known,
    of_task,
    outlook_of,
    since,
    sources,
)
from patron.report.card.visits import purchases, spent
from patron.report.language import say
from patron.report.wording import NOT_KNOWN, ahead, day, is_known, money


def value(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return money spent, money expected, and where that places the customer among all."""
    bought = purchases(facts.history)
    who, when = sources(bought), last_known(bought)
    so_far = spent(facts.history)
    in_a_year = spent(since(facts.history, as_of, 365))
    rows = of_task(facts.scores, "lifetime_value").to_pylist()
    outlook = outlook_of(facts)
    return Section(
        "Value",
        (
            Field(say("Spent so far"), money(so_far, facts.currency), who, when),
            Field(say("Spent in {n} days", n=365), money(in_a_year, facts.currency), who, when),
            *(_expected(rows[0], so_far, outlook, facts) if rows else [_missing()]),
            *_next_purchase(outlook, facts),
        ),
    )


def _expected(
    row: dict[str, Any], so_far: float, outlook: dict[str, Any], facts: CardFacts
) -> list[Field]:
    who, when = say("model {model}", model=row["model"]), row["cutoff"]
    expected = money(row["score"], facts.currency)
    expected += in_the_next(facts.horizons.get("lifetime_value"))
    if is_known(row["low"]) and is_known(row["high"]):
        low, high = money(row["low"], facts.currency), money(row["high"], facts.currency)
        expected += say("; of 100 such customers, 80 bring: {low} to {high}", low=low, high=high)
    # What was brought is margin net of returns, where the outlook tells it.
    brought = outlook.get("historic")
    total = money((brought if is_known(brought) else so_far) + row["score"], facts.currency)
    return [
        *_brought(brought, facts.currency, when),
        Field(say("Expected ahead"), expected, who, when),
        Field(say("So far and ahead"), total, say("history and {model}", model=who), when),
        Field(say("Rank by value"), _rank(row["percentile"]), who, when),
        *_high_value(outlook.get("high_value"), who, when),
    ]


def _brought(brought: float | None, currency: str, when: datetime) -> list[Field]:
    if not is_known(brought):
        return []
    return [
        Field(say("Brought so far"), money(brought, currency), say("history, net of returns"), when)
    ]


def _high_value(is_high: bool | None, who: str, when: datetime) -> list[Field]:
    if is_high is None:
        return []
    few = say("yes: one of the fewest who bring 80 % of what all are expected to bring")
    return [Field(say("High value"), few if is_high else say("no"), who, when)]


def _next_purchase(outlook: dict[str, Any], facts: CardFacts) -> list[Field]:
    """Return when half of such customers will have bought; nothing where it is not known."""
    if not is_known(outlook.get("days_to_purchase")):
        return []
    cutoff, by = outlook["cutoff"], outlook["next_purchase_at"]
    if by is None:
        value = say("not expected") + in_the_next(facts.horizons.get("churn"))
    else:
        days = ahead(f"{(by - cutoff).days} days")
        value = say("expected by {day}, in {days}", day=day(by), days=days)
    return [Field(say("Next purchase"), value, say("model of churn"), cutoff)]


def _rank(percentile: float | None) -> str:
    if not is_known(percentile):
        return say(NOT_KNOWN)
    # Nobody is worth more than all 100, themselves among them.
    n = min(int(percentile), 99)
    return say("expected to be worth more than {n} of 100 customers", n=n)


def _missing() -> Field:
    return Field(say("Expected ahead"), say(NO_SCORE), say("no model"))
