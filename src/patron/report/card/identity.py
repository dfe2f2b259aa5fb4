"""Who the customer is, and whom they belong to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.report.card.joined import joined
from patron.report.card.parts import NO_SOURCE, CardFacts, Field, Section, last_known, sources
from patron.report.language import say
from patron.report.wording import NOT_KNOWN, counted, label

HOUSEHOLD = "household_"


def identity(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return the customer's ids and attributes, each at the value that holds."""
    first = pc.min(facts.customers["known_at"]).as_py()
    own = Field(say("Customer"), customer_id, sources(facts.customers), first)
    survived = {row["name"]: row for row in facts.profiles.to_pylist()}
    named = _identifiers(facts.identifiers, survived)
    types = set(facts.identifiers["id_type"].to_pylist())
    of_person = [
        _said(row)
        for row in _newest(facts.attributes, survived)
        if not _is_household(row) and row["name"] not in types
    ]
    return Section("Identity", (own, *named, *of_person))


def relationships(customer_id: str, facts: CardFacts, as_of: datetime) -> Section:
    """Return which accounts are this customer and why, and which people belong to them."""
    related = [
        Field(label(row["relation"]), row["other"], row["source"], row["known_at"])
        for row in facts.relations.sort_by(
            [("relation", "ascending"), ("other", "ascending")]
        ).to_pylist()
    ]
    survived = {row["name"]: row for row in facts.profiles.to_pylist()}
    household = [_said(row) for row in _newest(facts.attributes, survived) if _is_household(row)]
    nobody = Field(say("Other people"), say(NO_SOURCE), say("no source"))
    others = related + household or [nobody]
    return Section("Relationships", (_accounts(facts.customers), *joined(facts.links), *others))


def _identifiers(identifiers: pa.Table, survived: Mapping[str, dict[str, Any]]) -> list[Field]:
    """Return the ids of each type: the one that holds before the others, where one is known to."""
    found = []
    for id_type in sorted(set(identifiers["id_type"].to_pylist())):
        rows = identifiers.filter(pc.equal(identifiers["id_type"], id_type))
        values = sorted(set(rows["id_value"].to_pylist()))
        if holds := survived.get(id_type):
            values = [holds["value"], *(one for one in values if one != holds["value"])]
        found.append(Field(label(id_type), ", ".join(values), sources(rows), last_known(rows)))
    return found


def _accounts(customers: pa.Table) -> Field:
    rows, who, when = customers.to_pylist(), sources(customers), last_known(customers)
    systems = len({row["source"] for row in rows})
    named = ", ".join(sorted(f"{row['source']} {row['account']}" for row in rows))
    value = say(
        "{accounts} in {sources}: {named}",
        accounts=counted(len(rows), "account"),
        sources=counted(systems, "source"),
        named=named,
    )
    return Field(say("Accounts"), value if rows else say(NOT_KNOWN), who, when)


def _newest(
    attributes: pa.Table, survived: Mapping[str, dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Return each attribute at the value that survived, else at the newest."""
    found: dict[str, dict[str, Any]] = {}
    for row in attributes.sort_by([("known_at", "ascending")]).to_pylist():
        found[row["name"]] = row
    found.update(survived or {})
    return [found[name] for name in sorted(found)]


def _is_household(row: dict[str, Any]) -> bool:
    return bool(row["name"].startswith(HOUSEHOLD))


def _said(row: dict[str, Any]) -> Field:
    value = row["value"] if row["value"] is not None else say(NOT_KNOWN)
    return Field(label(row["name"]), value, row["source"], row["known_at"])
