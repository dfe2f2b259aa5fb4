"""What to do for the customer, what was refused and why, and what they agreed to."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from patron.report.card.answered import RUNNER_UPS, answered
from patron.report.card.parts import NO_SOURCE, CardFacts, Field, Section, latest
from patron.report.language import say
from patron.report.offer import is_nothing, said
from patron.report.why import why, why_not


def actions(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return the chosen offer and why, the best of the others and why not, and consents.

    What the service decided last at a call follows in the same way, with what became of it.
    """
    rows = latest(facts.decisions).sort_by([("value", "descending"), ("offer", "ascending")])
    names = {row["item"]: row["name"] for row in facts.items.to_pylist() if row["name"]}
    told = _told(rows.to_pylist(), names, facts.currency)
    undecided = Field(
        say("Suggested"), say("not known: no decision for this customer"), say("no decision")
    )
    return Section(
        "Actions",
        (*(told or [undecided]), *answered(facts, names), *_consents(facts.consents)),
    )


def _told(rows: list[dict[str, Any]], names: dict[str, str], currency: str) -> list[Field]:
    """Return what was chosen, why, and why not each of the best others; rows best first."""
    others = [row for row in rows if not (row["chosen"] or is_nothing(row))]
    for chosen in (row for row in rows if row["chosen"]):
        at = chosen["cutoff"]
        texts = [
            ("Suggested", said(chosen, names)),
            ("Why", why(chosen, others, currency)),
            *(("Why not", why_not(one, chosen, names, currency)) for one in others[:RUNNER_UPS]),
        ]
        return [Field(say(label), text, say("offer rules"), at) for label, text in texts]
    return []


def _consents(consents: pa.Table) -> list[Field]:
    newest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in consents.sort_by([("known_at", "ascending")]).to_pylist():
        newest[row["channel"], row["source"], row["account"]] = row
    by_channel: dict[str, list[dict[str, Any]]] = {}
    for (channel, *_), row in sorted(newest.items()):
        by_channel.setdefault(channel, []).append(row)
    found = [_consent(channel, rows) for channel, rows in by_channel.items()]
    return found or [Field(say("Consent"), say(NO_SOURCE), say("no source"))]


def _consent(channel: str, rows: list[dict[str, Any]]) -> Field:
    # One account that said no is a customer who said no.
    decisive = min(rows, key=lambda row: (row["granted"], -row["known_at"].timestamp()))
    value = say("given" if decisive["granted"] else "refused")
    return Field(
        say("Consent to {channel}", channel=channel),
        value,
        decisive["source"],
        decisive["known_at"],
    )
