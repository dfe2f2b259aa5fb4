"""How good the data are: of each source, what of it could be used, and what is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from patron.report.facts import BookFacts
from patron.report.language import say
from patron.report.wording import NOT_KNOWN, ahead, count, counted, day, label, number, percent

# A source is silent when nothing came of it for a week, and for five times as long as usual.
SILENT_DAYS = 7
SILENT_TIMES = 5
# Smaller shares than this are not worth a sentence.
WORTH_SAYING = 0.01
MOST_FIELDS = 12
LACKING = {
    "no_amount": "{share} of its purchases have no amount",
    "no_item": "{share} of its purchases have no item",
}


@dataclass(frozen=True)
class Source:
    """One source, worded."""

    name: str
    records: str
    rejected: str
    interactions: str
    last: str
    late: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Quality:
    """What is known of the data.

    `known` are pairs of what is known of customers and of which share of them.
    """

    sources: tuple[Source, ...]
    findings: tuple[str, ...]
    identity: str
    known: tuple[tuple[str, str], ...]


def quality(facts: BookFacts) -> Quality:
    """Return how good the data are, by source in the order of their names."""
    rows = facts.sources.sort_by("source").to_pylist()
    sources = tuple(_source(row, facts.as_of) for row in rows)
    return Quality(
        sources=sources,
        findings=tuple(f"{one.name}: {words}" for one in sources for words in one.findings),
        identity=_identity(facts),
        known=tuple(
            (label(name), percent(customers / facts.counts.known))
            for name, customers in sorted(facts.known.items(), key=lambda it: (-it[1], it[0]))
            if facts.counts.known
        )[:MOST_FIELDS],
    )


def _source(row: dict[str, Any], as_of: datetime) -> Source:
    n, records, rejected = row["interactions"] or 0, row["records"], row["rejected"] or 0
    late = (row["late"] or 0) / n if n else None
    return Source(
        name=row["source"],
        records=say(NOT_KNOWN) if records is None else count(records),
        rejected=f"{count(rejected)} ({percent(rejected / (records or rejected))})"
        if rejected
        else say("none"),
        interactions=count(n) if n else say("none"),
        last=day(row["last"]) if n else "–",
        late=percent(late) if late is not None else "–",
        findings=tuple(_findings(row, as_of)),
    )


def _findings(row: dict[str, Any], as_of: datetime) -> list[str]:
    n, bought, records = row["interactions"] or 0, row["purchases"] or 0, row["records"]
    found = []
    if records == 0:
        found.append(say("its files are empty"))
    if records and row["rejected"] and row["rejected"] / records >= WORTH_SAYING:
        share = percent(row["rejected"] / records)
        found.append(say("{share} of its records could not be read", share=share))
    if n and (quiet := _quiet(row, as_of)):
        found.append(quiet)
    for name, words in LACKING.items():
        if bought and (row[name] or 0) / bought >= WORTH_SAYING:
            found.append(say(words, share=percent(row[name] / bought)))
    if n and (row["late"] or 0) / n >= WORTH_SAYING:
        share = percent(row["late"] / n)
        found.append(say("{share} of its rows became known over a day late", share=share))
    return found


def _quiet(row: dict[str, Any], as_of: datetime) -> str:
    """Return for how long a source has been silent, where that is unusual."""
    silent = (as_of - row["last"]) / timedelta(days=1)
    usual = (row["last"] - row["first"]) / timedelta(days=1) / max(row["days"] - 1, 1)
    if silent < SILENT_DAYS or silent < SILENT_TIMES * usual or row["days"] < 2:
        return ""
    every = say("day") if usual < 1.5 else say("{n} days", n=number(usual, 0))
    return say(
        "silent for {days}, where usually something comes every {every}",
        days=ahead(f"{int(silent)} days"),
        every=every,
    )


def _identity(facts: BookFacts) -> str:
    counts = facts.counts
    if not (counts.accounts and counts.known):
        return ""
    accounts, people = counted(counts.accounts, "account"), counted(counts.known, "customer")
    said = say(
        "{accounts} of all sources {are} {customers}",
        accounts=accounts,
        are=say("is" if counts.accounts == 1 else "are"),
        customers=people,
    )
    if not counts.waiting:
        return f"{said}."
    links = counted(counts.waiting, "likely link")
    waits = say("waits" if counts.waiting == 1 else "wait")
    return said + say(
        "; {links} between them {wait} for somebody to look.", links=links, wait=waits
    )
