"""What the customer has been worth, and what they are expected to be worth."""

from datetime import datetime
from typing import Any

from patron.report.card.parts import (
    CardFacts,
    Field,
    Section,
    last_known,
    of_task,
    outlook_of,
    since,
    sources,
)
from patron.report.card.visits import purchases, spent
from patron.report.wording import NOT_KNOWN, counted, day, is_known, money

NO_MODEL = f"{NOT_KNOWN}: no score for this customer"


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
            Field("Spent so far", money(so_far, facts.currency), who, when),
            Field("Spent in 365 days", money(in_a_year, facts.currency), who, when),
            *(_expected(rows[0], so_far, outlook, facts) if rows else [_missing()]),
            *_next_purchase(outlook, facts),
        ),
    )


def _expected(
    row: dict[str, Any], so_far: float, outlook: dict[str, Any], facts: CardFacts
) -> list[Field]:
    who, when = f"model {row['model']}", row["cutoff"]
    horizon = facts.horizons.get("lifetime_value")
    ahead = money(row["score"], facts.currency)
    ahead += f" in the next {horizon}" if horizon else ""
    if is_known(row["low"]) and is_known(row["high"]):
        low, high = money(row["low"], facts.currency), money(row["high"], facts.currency)
        ahead += f"; 80 in 100 such customers: {low} to {high}"
    # What was brought is margin net of returns, where the outlook tells it.
    brought = outlook.get("historic")
    total = money((brought if is_known(brought) else so_far) + row["score"], facts.currency)
    return [
        *_brought(brought, facts.currency, when),
        Field("Expected ahead", ahead, who, when),
        Field("So far and ahead", total, f"history and {who}", when),
        Field("Rank by value", _rank(row["percentile"]), who, when),
        *_high_value(outlook.get("high_value"), who, when),
    ]


def _brought(brought: float | None, currency: str, when: datetime) -> list[Field]:
    if not is_known(brought):
        return []
    return [Field("Brought so far", money(brought, currency), "history, net of returns", when)]


def _high_value(is_high: bool | None, who: str, when: datetime) -> list[Field]:
    if is_high is None:
        return []
    few = "one of the fewest who bring 80 % of what all are expected to bring"
    return [Field("High value", f"yes: {few}" if is_high else "no", who, when)]


def _next_purchase(outlook: dict[str, Any], facts: CardFacts) -> list[Field]:
    """Return when half of such customers will have bought; nothing where it is not known."""
    if not is_known(outlook.get("days_to_purchase")):
        return []
    cutoff, by = outlook["cutoff"], outlook["next_purchase_at"]
    if by is None:
        value = f"not expected in the next {facts.horizons.get('churn', 'horizon')}"
    else:
        value = f"expected by {day(by)}, in {counted(round((by - cutoff).days), 'day')}"
    return [Field("Next purchase", value, "model of churn", cutoff)]


def _rank(percentile: float | None) -> str:
    if not is_known(percentile):
        return NOT_KNOWN
    # Nobody is worth more than all 100, themselves among them.
    return f"expected to be worth more than {min(int(percentile), 99)} of 100 customers"


def _missing() -> Field:
    return Field("Expected ahead", NO_MODEL, "no model")
