"""What the customer does now, and what they did all along."""

from collections import defaultdict
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from patron.report.card.parts import CardFacts, Field, Section, last_known, since, sources
from patron.report.card.visits import Visit, purchases, spent, visits
from patron.report.language import say
from patron.report.wording import NOT_KNOWN, ago, count, counted, day, label, listed, money, within

RECENT_DAYS = 28
RECENT_VISITS = 5
FAVOURITES = 3


def current_activity(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return the last interactions, and the last four weeks against the four before."""
    bought = purchases(facts.history)
    made = visits(facts.history)
    who, when = sources(bought), last_known(bought)
    return Section(
        "Current activity",
        (
            Field(say("Last purchase"), _last_visit(made, facts.currency, as_of), who, when),
            _last_contact(facts.history, as_of),
            Field(
                say("Last {n} visits", n=RECENT_VISITS), _recent(made, facts.currency), who, when
            ),
            Field(
                say("Visits in {n} days", n=RECENT_DAYS), _change(facts.history, as_of), who, when
            ),
        ),
    )


def whole_history(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return the sums over everything the customer ever did."""
    history, bought, made = facts.history, purchases(facts.history), visits(facts.history)
    who, when = sources(bought), last_known(bought)
    total = spent(history)
    each = money(sum(visit.amount for visit in made) / len(made), facts.currency) if made else ""
    return Section(
        "History",
        (
            _customer_since(history, as_of),
            Field(
                say("Visits"), counted(len(made), "visit") if made else say("none yet"), who, when
            ),
            Field(say("Total spent"), money(total, facts.currency), who, when),
            Field(say("Average basket"), each or say(NOT_KNOWN), who, when),
            *_favourites(bought, facts),
            _channels(history),
            _redeemed(history),
        ),
    )


def _last_visit(made: list[Visit], currency: str, as_of: datetime) -> str:
    if not made:
        return say("none yet")
    last = made[-1]
    return f"{day(last.at)}, {ago(last.at, as_of)}, {money(last.amount, currency)}"


def _last_contact(history: pa.Table, as_of: datetime) -> Field:
    contacts = history.filter(pc.equal(history["actor"], "company"))
    if not contacts.num_rows:
        return Field(say("Last contact by us"), say("none recorded"), say("no source"))
    row = contacts.sort_by([("occurred_at", "ascending")]).to_pylist()[-1]
    how = within(label(row["kind"]))
    how += say(" by {channel}", channel=row["channel"]) if row["channel"] else ""
    about = say(", offer {offer}", offer=row["offer"]) if row["offer"] else ""
    value = f"{day(row['occurred_at'])}, {ago(row['occurred_at'], as_of)}, {how}{about}"
    return Field(say("Last contact by us"), value, row["source"], row["known_at"])


def _recent(made: list[Visit], currency: str) -> str:
    newest_first = made[: -RECENT_VISITS - 1 : -1]
    told = "; ".join(f"{day(v.at)} {money(v.amount, currency)}" for v in newest_first)
    return told or say("none yet")


def _change(history: pa.Table, as_of: datetime) -> str:
    now = len(visits(since(history, as_of, RECENT_DAYS)))
    before = len(visits(since(history, as_of, 2 * RECENT_DAYS, RECENT_DAYS)))
    return say(
        "{now}, against {before} in the {n} days before",
        now=count(now),
        before=count(before),
        n=RECENT_DAYS,
    )


def _customer_since(history: pa.Table, as_of: datetime) -> Field:
    own = history.filter(pc.equal(history["actor"], "customer"))
    if not own.num_rows:
        return Field(say("Customer since"), say(NOT_KNOWN), say("no source"))
    row = own.sort_by([("occurred_at", "ascending")]).slice(0, 1).to_pylist()[0]
    value = f"{day(row['occurred_at'])}, {ago(row['occurred_at'], as_of)}"
    return Field(say("Customer since"), value, row["source"], row["known_at"])


def _favourites(bought: pa.Table, facts: CardFacts) -> list[Field]:
    levels = {row["item"]: row for row in facts.items.to_pylist()}
    found = []
    for level, plural in (("department", "departments"), ("category", "categories")):
        totals: dict[str, float] = defaultdict(float)
        for row in bought.select(["item", "amount"]).to_pylist():
            group = levels.get(row["item"], {}).get(level)
            if group is not None:
                totals[group] += row["amount"] or 0.0
        best = sorted(totals, key=lambda group: (-totals[group], group))[:FAVOURITES]
        said = ", ".join(f"{group} ({money(totals[group], facts.currency)})" for group in best)
        if said:
            who = f"{sources(bought)}, {say('items')}"
            found.append(Field(say(f"Favourite {plural}"), said, who, last_known(bought)))
    return found or [Field(say("Favourites"), say(NOT_KNOWN), say("no source"))]


def _channels(history: pa.Table) -> Field:
    own = history.filter(pc.equal(history["actor"], "customer"))
    used = listed(sorted(set(own["channel"].drop_null().to_pylist())))
    return Field(say("Channels used"), used or say(NOT_KNOWN), sources(own), last_known(own))


def _redeemed(history: pa.Table) -> Field:
    rows = history.filter(pc.equal(history["kind"], "redemption"))
    value = count(rows.num_rows) if rows.num_rows else say("none recorded")
    return Field(say("Offers redeemed"), value, sources(rows), last_known(rows))
