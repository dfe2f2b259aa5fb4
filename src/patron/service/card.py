"""The card of a customer as it is now: what was published, what came since, and answers of now."""

import json
from collections.abc import Mapping, Sequence, Set
from typing import Any

import pyarrow as pa

from patron.features.compute import moment
from patron.live import Event, LiveCustomer
from patron.live.decisions import Decision
from patron.live.stitch import Person
from patron.report.card import Card, CardFacts, build_card
from patron.schema import (
    ATTRIBUTES,
    CHANGES,
    CONSENTS,
    CUSTOMERS,
    DECISIONS,
    IDENTIFIERS,
    LINKS,
    OUTLOOK,
    PROFILES,
    REASONS,
    RELATIONS,
    SCORES,
    Table,
)
from patron.service.caller import current_caller
from patron.service.case import Case
from patron.service.found import cleaned
from patron.service.records import CardChange, CardField, CardReason, CustomerCard

Rows = list[dict[str, Any]]
# What is published of cards.
TOLD = (CUSTOMERS, LINKS, PROFILES, IDENTIFIERS, ATTRIBUTES, RELATIONS, CONSENTS, CHANGES)


def card_of(case: Case, decision: Decision | None) -> CustomerCard:
    """Return the card of the one customer of a case.

    Parameters
    ----------
    case
        With what cards tell, and what champions say.
    decision
        What would be offered now; None where no offers are decided on.
    """
    found = case.found
    [customer], [person] = found.customers, found.people
    told = _told(customer, person, case)
    said = {
        SCORES: case.scores(customer.customer_id),
        REASONS: case.reasons(customer.customer_id),
        OUTLOOK: case.ahead(customer.customer_id),
        DECISIONS: _decided(customer.customer_id, decision, found.as_of),
    }
    facts = CardFacts(
        currency=case.champions.currency,
        history=customer.history,
        items=customer.items,
        horizons=case.champions.horizons,
        **{table.name: _table(table, rows) for table, rows in {**told, **said}.items()},
    )
    card = build_card(customer.customer_id, facts, moment(found.as_of))
    return _record(card, found.published.generation)


def _record(card: Card, generation: int) -> CustomerCard:
    return CustomerCard(
        customer_id=card.customer_id,
        as_of=card.as_of,
        data_version=generation,
        reasons=[CardReason(**vars(one)) for one in card.reasons],
        changes=[CardChange(**vars(one)) for one in card.changes],
        **{
            section.name: [CardField(**vars(one)) for one in section.fields]
            for section in card.sections
        },
    )


def _told(customer: LiveCustomer, person: Person, case: Case) -> dict[Table, Rows]:
    """Return the published rows of a customer and those that events tell."""
    found, name = case.found, customer.customer_id
    published = found.cards.get(name, {})
    events = [(min(at, found.as_of), event) for at, event in found.received.get(name, ())]
    told = {table: list(published.get(table.name, ())) for table in TOLD}
    if len(person.customers) > 1:
        # How the answers about each of them moved says nothing of both.
        told[CHANGES] = []
    caller = current_caller()
    if caller is not None and caller.granted.is_limited:
        # Other people too are there only for those who may see them.
        granted = caller.granted.customers or frozenset()
        told[RELATIONS] = [row for row in told[RELATIONS] if row["other"] in granted]
    anew = {one for _, event in events for one in (*event.identifiers, *event.attributes)}
    # Which of several values survives is found by a build; until then what was said last holds.
    told[PROFILES] = [row for row in told[PROFILES] if row["name"] not in anew]
    country = found.published.rules.get("country")
    for table, rows in _received(events, country).items():
        told[table] += rows
    known = {(row["source"], row["account"]) for row in told[CUSTOMERS]}
    told[CUSTOMERS] += [
        {"source": source, "account": account, "known_at": _first(events, (source, account))}
        for source, account in person.accounts
        if (source, account) not in known
    ]
    trusted = frozenset(found.published.rules.get("trusted", ()))
    told[LINKS] += _stitched(person, told[IDENTIFIERS], known, trusted)
    return {table: [{**row, "customer_id": name} for row in rows] for table, rows in told.items()}


def _stitched(
    person: Person, identifiers: Rows, known: Set[tuple[str, str]], trusted: Set[str]
) -> Rows:
    """Return as rows of LINKS by which shared value each account that came since is theirs."""
    anew = [account for account in person.accounts if account not in known]
    order = {account: place for place, account in enumerate([*sorted(known), *anew])}
    holders: dict[tuple[str, str], tuple[str, str]] = {}
    links = []
    rows = [row for row in identifiers if row["id_type"] in trusted]
    for row in sorted(rows, key=lambda row: order.get((row["source"], row["account"]), -1)):
        account, value = (row["source"], row["account"]), (row["id_type"], row["id_value"])
        source, other = holders.setdefault(value, account)
        if account in anew and (source, other) != account:
            links.append(
                {
                    **dict(zip(("source", "account"), account, strict=True)),
                    **{"other_source": source, "other_account": other, "by": row["id_type"]},
                    **{"probability": 1.0, "known_at": row["known_at"], "state": "joins"},
                }
            )
    return links


def _received(events: Sequence[tuple[int, Event]], country: str | None) -> dict[Table, Rows]:
    """Return what events tell of their accounts."""
    found: dict[Table, Rows] = {IDENTIFIERS: [], ATTRIBUTES: [], CONSENTS: []}
    for known_at, event in events:
        account = dict(zip(("source", "account"), event.account, strict=True))
        known = {**account, "known_at": known_at}
        found[IDENTIFIERS] += [
            {**known, "id_type": kind, "id_value": cleaned(kind, value, country) or value}
            for kind, value in event.identifiers.items()
        ]
        found[ATTRIBUTES] += [
            {**known, "name": name, "value": value} for name, value in event.attributes.items()
        ]
        # Consent holds from when it was given.
        given = {**account, "known_at": event.row["occurred_at"]}
        found[CONSENTS] += [
            {**given, "channel": channel, "granted": granted}
            for channel, granted in event.consents.items()
        ]
    return found


def _first(events: Sequence[tuple[int, Event]], account: tuple[str, str]) -> int | None:
    """Return when an account was heard of first."""
    return min((at for at, event in events if event.account == account), default=None)


def _decided(name: str, decision: Decision | None, as_of: int) -> Rows:
    """Return a decision as rows of DECISIONS."""
    if decision is None:
        return []
    rows = json.loads(decision.receipt)["candidates"]
    whose: Mapping[str, Any] = {"customer_id": name, "cutoff": as_of}
    return [{**row, **whose, "chosen": row["refused_by"] is None} for row in rows]


def _table(table: Table, rows: Rows) -> pa.Table:
    """Return rows as a table, without asking that keys are there once."""
    more = {name for row in rows for name in row} - set(table.columns) if table.open_ended else ()
    schema = pa.schema([*table.schema, *((name, pa.float64()) for name in sorted(more))])
    return pa.Table.from_pylist(rows, schema)
