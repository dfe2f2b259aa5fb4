"""What became of decisions: each told once, however often it is sent and however late."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from patron.errors import SchemaError
from patron.live.database import insert
from patron.live.desk import end_decisions
from patron.live.event import read_moment, read_number, read_text
from patron.live.lock import hold
from patron.live.tables import CONTACTS, DECISIONS, OUTCOMES

SENT = "sent"
# What may be told; the later ones are answers, after which a decision holds no longer.
KINDS = (SENT, "seen", "clicked", "accepted", "rejected", "ignored", "bought")
ANSWERS = KINDS[3:]
FIELDS = ("outcome_id", "decision_id", "kind", "occurred_at", "amount")
RECORDED, REPEATED = "recorded", "repeated"
UNKNOWN = "there is no decision of that id."
OTHER = "another outcome was told under that outcome_id."
AT_A_TIME = 500


@dataclass(frozen=True)
class Outcome:
    """Something that became of a decision.

    Parameters
    ----------
    outcome_id
        A name of its own.
    decision_id
        Of which decision.
    kind
        One of KINDS.
    occurred_at
        When, in microseconds since 1970.
    amount
        Money, where there is any; None else.
    """

    outcome_id: str
    decision_id: str
    kind: str
    occurred_at: int
    amount: float | None = None


def read_outcome(sent: object, now: datetime) -> Outcome:
    """Return what was sent as an outcome.

    Without an outcome_id the same content is the same outcome; without occurred_at it is of now.

    Raises
    ------
    SchemaError
        If it is none; the message says which field is wrong and what is right.
    """
    if not isinstance(sent, dict):
        raise SchemaError("an outcome must be an object.")
    strange = sorted(set(map(str, sent)) - set(FIELDS))
    if strange:
        raise SchemaError(f"there is no field {strange[0][:40]!r}; leave it out.")
    given = {name: value for name, value in sent.items() if value is not None}
    if given.get("kind") not in KINDS:
        raise SchemaError(f"kind must be one of {', '.join(KINDS)}.")
    if "decision_id" not in given:
        raise SchemaError("decision_id is missing.")
    for name in FIELDS[:2]:
        if name in given:
            read_text(name, given[name])
    amount = read_number("amount", given["amount"]) if "amount" in given else None
    occurred_at = read_moment("occurred_at", given.get("occurred_at", now.isoformat()), now)
    outcome_id = given.get("outcome_id") or _id_of(given)
    return Outcome(outcome_id, given["decision_id"], given["kind"], occurred_at, amount)


def record_outcomes(connection: Connection, outcomes: Sequence[Outcome], now: int) -> list[str]:
    """Return of each outcome that it is recorded, or repeated, or why it is refused.

    One that was sent counts as a contact, unless the decision has one already. An answer ends the
    decision.
    """
    decisions = _decisions(connection, outcomes)
    hold(connection, (f"contact {one.customer_id}" for one in decisions.values()))
    before = _before(connection, outcomes)
    said, fresh = [], {}
    for one in outcomes:
        old = before.get(one.outcome_id)
        if one.decision_id not in decisions:
            said.append(UNKNOWN)
        elif old is None:
            before[one.outcome_id] = fresh[one.outcome_id] = one
            said.append(RECORDED)
        else:
            is_same = (old.decision_id, old.kind) == (one.decision_id, one.kind)
            said.append(REPEATED if is_same else OTHER)
    rows = [{**vars(fresh[name]), "known_at": now} for name in sorted(fresh)]
    if rows:
        connection.execute(OUTCOMES.insert(), rows)
    _count(connection, [one for one in fresh.values() if one.kind == SENT], decisions)
    answered = {one.decision_id for one in fresh.values() if one.kind in ANSWERS}
    end_decisions(connection, sorted(answered), now)
    return said


def _id_of(given: dict[str, Any]) -> str:
    text = json.dumps(given, sort_keys=True, default=str)
    return "o" + hashlib.sha256(text.encode()).hexdigest()[:24]


def _decisions(connection: Connection, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    names = sorted({one.decision_id for one in outcomes})
    columns = (DECISIONS.c.decision_id, DECISIONS.c.customer_id, DECISIONS.c.receipt)
    found = {}
    for start in range(0, len(names), AT_A_TIME):
        part = DECISIONS.c.decision_id.in_(names[start : start + AT_A_TIME])
        found.update(
            {row.decision_id: row for row in connection.execute(select(*columns).where(part))}
        )
    return found


def _before(connection: Connection, outcomes: Sequence[Outcome]) -> dict[str, Outcome]:
    names = sorted({one.outcome_id for one in outcomes})
    columns = [OUTCOMES.c[name] for name in FIELDS]
    found = {}
    for start in range(0, len(names), AT_A_TIME):
        part = OUTCOMES.c.outcome_id.in_(names[start : start + AT_A_TIME])
        for row in connection.execute(select(*columns).where(part)).mappings():
            found[row["outcome_id"]] = Outcome(**row)
    return found


def _count(connection: Connection, sent: Sequence[Outcome], decisions: dict[str, Any]) -> None:
    rows = []
    for one in sent:
        decision = decisions[one.decision_id]
        chosen = json.loads(decision.receipt).get("chosen") or {}
        if chosen.get("channel"):
            row = {"customer_id": decision.customer_id, "channel": chosen["channel"]}
            row |= {"at": one.occurred_at, "offer": chosen["offer"]}
            rows.append({**row, "decision_id": one.decision_id})
    if rows:
        new = insert(connection.dialect.name, CONTACTS)
        connection.execute(new.on_conflict_do_nothing(index_elements=["decision_id"]), rows)
