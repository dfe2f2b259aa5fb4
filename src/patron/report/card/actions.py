"""What to do for the customer, what was refused and why, and what they agreed to."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from patron.report.card.parts import CardFacts, Field, Section, latest
from patron.report.offer import is_nothing, is_open, said
from patron.report.wording import NOT_KNOWN, money

RUNNER_UPS = 3


def actions(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return the chosen offer, the best of the others with who refused them, and consents."""
    rows = latest(facts.decisions).sort_by([("value", "descending"), ("offer", "ascending")])
    names = {row["item"]: row["name"] for row in facts.items.to_pylist() if row["name"]}
    offers = rows.to_pylist()
    chosen = [_chosen(row, names, facts.currency) for row in offers if row["chosen"]]
    others = [row for row in offers if not (row["chosen"] or is_nothing(row))][:RUNNER_UPS]
    refused = [_refused(row, names, facts.currency) for row in others]
    undecided = Field("Suggested", f"{NOT_KNOWN}: no decision for this customer", "no decision")
    consents = _consents(facts.consents)
    return Section("Actions", (*(chosen or [undecided]), *refused, *consents))


def _chosen(row: dict[str, Any], names: dict[str, str], currency: str) -> Field:
    value = said(row, names)
    if not is_nothing(row):
        value += f": expected value {money(row['value'], currency)}"
    return Field("Suggested", value, "offer rules", row["cutoff"])


def _refused(row: dict[str, Any], names: dict[str, str], currency: str) -> Field:
    why = "another was worth more" if is_open(row) else f"refused by {row['refused_by']}"
    value = f"{said(row, names)}: {money(row['value'], currency)}, {why}"
    return Field("Not chosen", value, "offer rules", row["cutoff"])


def _consents(consents: pa.Table) -> list[Field]:
    newest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in consents.sort_by([("known_at", "ascending")]).to_pylist():
        newest[row["channel"], row["source"], row["account"]] = row
    by_channel: dict[str, list[dict[str, Any]]] = {}
    for (channel, *_), row in sorted(newest.items()):
        by_channel.setdefault(channel, []).append(row)
    found = [_consent(channel, rows) for channel, rows in by_channel.items()]
    return found or [Field("Consent", f"{NOT_KNOWN}: no source tells", "no source")]


def _consent(channel: str, rows: list[dict[str, Any]]) -> Field:
    # One account that said no is a customer who said no.
    decisive = min(rows, key=lambda row: (row["granted"], -row["known_at"].timestamp()))
    value = "given" if decisive["granted"] else "refused"
    return Field(f"Consent to {channel}", value, decisive["source"], decisive["known_at"])
