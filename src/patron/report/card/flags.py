"""What to watch: only what the data carry, and the rest said to be not known."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from patron.report.card.parts import (
    NO_DECISION,
    NO_SCORE,
    NO_SOURCE,
    CardFacts,
    Field,
    Section,
    in_the_next,
    last_known,
    latest,
    of_task,
    outlook_of,
    since,
    sources,
)
from patron.report.card.visits import purchases
from patron.report.language import say
from patron.report.offer import is_open
from patron.report.wording import (
    ahead,
    count,
    counted,
    day,
    is_known,
    label,
    money,
    percent,
    within,
)

CONTACT_DAYS = 28


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
            Field(say("Fraud"), say(NO_SOURCE), say("no source")),
            Field(say("Mood"), say(NO_SOURCE), say("no source")),
        ),
    )


def _churn(facts: CardFacts) -> Field:
    rows = of_task(facts.scores, "churn").to_pylist()
    if not rows:
        return Field(say("Risk of leaving"), say(NO_SCORE), say("no model"))
    row, horizon = rows[0], facts.horizons.get("churn")
    value = percent(row["score"]) + in_the_next(horizon)
    value += f", {within(label(row['band']))}" if row["band"] else ""
    value += "".join(f"; {sooner}" for sooner in _shorter_horizons(facts, "churn"))
    who = say("model {model}", model=row["model"])
    return Field(say("Risk of leaving"), value, who, row["cutoff"])


def _shorter_horizons(facts: CardFacts, task: str) -> list[str]:
    """Return the risk within each shorter horizon of a task, which columns of OUTLOOK tell."""
    told = outlook_of(facts)
    days = {name: name.removeprefix(f"{task}_").removesuffix("d") for name in told}
    found = {float(length): told[name] for name, length in days.items() if length.isdecimal()}
    return [
        say("{share} in {days}", share=percent(p), days=ahead(f"{round(length)} days"))
        for length, p in sorted(found.items())
        if is_known(p)
    ]


def _contacts(history: pa.Table, as_of: datetime) -> Field:
    contacts = history.filter(pc.equal(history["actor"], "company"))
    lately = since(contacts, as_of, CONTACT_DAYS)
    value = say("{n} in {days} days", n=count(lately.num_rows), days=CONTACT_DAYS)
    return Field(say("Contacts by us"), value, sources(contacts), last_known(contacts))


def _complaints(history: pa.Table) -> Field:
    rows = history.filter(pc.equal(history["kind"], "complaint"))
    if not rows.num_rows:
        return Field(say("Complaints"), say("none recorded"), say("no source"))
    last = day(pc.max(rows["occurred_at"]).as_py())
    told = counted(rows.num_rows, "complaint")
    value = say("{complaints}, the last on {day}", complaints=told, day=last)
    return Field(say("Complaints"), value, sources(rows), last_known(rows))


def _discounts(history: pa.Table) -> Field:
    bought = purchases(history)
    given = pc.sum(bought["discount"]).as_py()
    paid = pc.sum(bought["amount"]).as_py() or 0.0
    if given is None or paid + given <= 0:
        return Field(say("Discount share"), say(NO_SOURCE), say("no source"))
    share = percent(given / (paid + given))
    value = say("{share} of the price before discounts", share=share)
    return Field(say("Discount share"), value, sources(bought), last_known(bought))


def _up_sell(facts: CardFacts) -> Field:
    now = latest(facts.decisions)
    if not now.num_rows:
        return Field(say("Up-sell"), say(NO_DECISION), say("no decision"))
    offers = [row for row in now.to_pylist() if row["type"] == "up_sell" and is_open(row)]
    best = max(offers, key=lambda row: float(row["value"]), default=None)
    cutoff = now["cutoff"][0].as_py()
    if best is None:
        return Field(say("Up-sell"), say("none open"), say("offer rules"), cutoff)
    value = say(
        "open: {offer}, expected value {value}",
        offer=best["offer"],
        value=money(best["value"], facts.currency),
    )
    return Field(say("Up-sell"), value, say("offer rules"), cutoff)
