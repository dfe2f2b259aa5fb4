"""What to watch: only what the data carry, and the rest said to be not known."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from patron.report.card.parts import (
    CardFacts,
    Field,
    Section,
    last_known,
    latest,
    of_task,
    outlook_of,
    since,
    sources,
)
from patron.report.card.visits import purchases
from patron.report.offer import is_open
from patron.report.wording import (
    NOT_KNOWN,
    count,
    counted,
    day,
    is_known,
    label,
    money,
    percent,
)

CONTACT_DAYS = 28
NO_SOURCE = f"{NOT_KNOWN}: no source tells"


def flags(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return risk of leaving, pressure of contact, complaints, discounts and openings."""
    return Section(
        "Flags",
        (
            _churn(facts),
            _contacts(facts.history, as_of),
            _complaints(facts.history),
            _discounts(facts.history),
            _up_sell(facts),
            Field("Fraud", NO_SOURCE, "no source"),
            Field("Mood", NO_SOURCE, "no source"),
        ),
    )


def _churn(facts: CardFacts) -> Field:
    rows = of_task(facts.scores, "churn").to_pylist()
    if not rows:
        value = f"{NOT_KNOWN}: no score for this customer"
        return Field("Risk of leaving", value, "no model")
    row, horizon = rows[0], facts.horizons.get("churn")
    value = percent(row["score"]) + (f" in the next {horizon}" if horizon else "")
    value += f", {label(row['band']).lower()}" if row["band"] else ""
    value += "".join(f"; {sooner}" for sooner in _shorter_horizons(facts, "churn"))
    return Field("Risk of leaving", value, f"model {row['model']}", row["cutoff"])


def _shorter_horizons(facts: CardFacts, task: str) -> list[str]:
    """Return the risk within each shorter horizon of a task, which columns of OUTLOOK tell."""
    told = outlook_of(facts)
    days = {name: name.removeprefix(f"{task}_").removesuffix("d") for name in told}
    found = {float(length): told[name] for name, length in days.items() if length.isdecimal()}
    return [
        f"{percent(p)} in {counted(round(length), 'day')}"
        for length, p in sorted(found.items())
        if is_known(p)
    ]


def _contacts(history: pa.Table, as_of: datetime) -> Field:
    contacts = history.filter(pc.equal(history["actor"], "company"))
    lately = since(contacts, as_of, CONTACT_DAYS)
    value = f"{count(lately.num_rows)} in {CONTACT_DAYS} days"
    return Field("Contacts by us", value, sources(contacts), last_known(contacts))


def _complaints(history: pa.Table) -> Field:
    rows = history.filter(pc.equal(history["kind"], "complaint"))
    if not rows.num_rows:
        return Field("Complaints", "none recorded", "no source")
    last = day(pc.max(rows["occurred_at"]).as_py())
    value = f"{counted(rows.num_rows, 'complaint')}, the last on {last}"
    return Field("Complaints", value, sources(rows), last_known(rows))


def _discounts(history: pa.Table) -> Field:
    bought = purchases(history)
    given = pc.sum(bought["discount"]).as_py()
    paid = pc.sum(bought["amount"]).as_py() or 0.0
    if given is None or paid + given <= 0:
        return Field("Discount share", NO_SOURCE, "no source")
    value = f"{percent(given / (paid + given))} of the price before discounts"
    return Field("Discount share", value, sources(bought), last_known(bought))


def _up_sell(facts: CardFacts) -> Field:
    now = latest(facts.decisions)
    if not now.num_rows:
        return Field("Up-sell", f"{NOT_KNOWN}: no decision for this customer", "no decision")
    offers = [row for row in now.to_pylist() if row["type"] == "up_sell" and is_open(row)]
    best = max(offers, key=lambda row: float(row["value"]), default=None)
    cutoff = now["cutoff"][0].as_py()
    if best is None:
        return Field("Up-sell", "none open", "offer rules", cutoff)
    value = f"open: {best['offer']}, expected value {money(best['value'], facts.currency)}"
    return Field("Up-sell", value, "offer rules", cutoff)
