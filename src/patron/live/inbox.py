"""Take in events: each once, whatever the order and however often it is sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, TextClause, bindparam, select, text, tuple_, update

from patron.live.event import Event, digest_of, own_id
from patron.live.tables import EVENTS, GRANTS, HOLDINGS, SEEN

ACCEPTED, REPEATED, CORRECTED = "accepted", "repeated", "corrected"
KEYS_AT_A_TIME = 200

# By id type and value as it was written: its one spelling, and whether it proves identity.
Spelled = Mapping[tuple[str, str], tuple[str, bool]]


DIGESTS = text(
    "SELECT source, interaction_id, digest FROM events WHERE (source, interaction_id) IN :keys"
).bindparams(bindparam("keys", expanding=True))


def _adding(table: Table, names: Sequence[str], else_: str) -> TextClause:
    """Return an INSERT as text: those that SQLAlchemy makes are compiled anew at each call."""
    values = ", ".join(f":{name}" for name in names)
    return text(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({values}) ON CONFLICT {else_}"
    )


_EVENT = [column.name for column in EVENTS.columns if column.name != "number"]
_NEW = ", ".join(f"{name} = excluded.{name}" for name in _EVENT)
REPLACE_EVENTS = _adding(
    EVENTS,
    _EVENT,
    f"(source, interaction_id) DO UPDATE SET {_NEW} WHERE events.digest <> excluded.digest",
)
ADD_SEEN = _adding(SEEN, SEEN.columns.keys(), "DO NOTHING")
ADD_HOLDINGS = _adding(HOLDINGS, HOLDINGS.columns.keys(), "DO NOTHING")
GRANT = _adding(
    GRANTS,
    GRANTS.columns.keys(),
    "(source, account, channel, known_at) DO UPDATE SET granted = excluded.granted "
    "WHERE NOT excluded.granted",
)


@dataclass(frozen=True)
class Sent:
    """Events that came together.

    Parameters
    ----------
    events
        In the order in which they came.
    known_at
        When, in microseconds since 1970.
    spelled
        The one spelling of each identifier, and whether it proves identity.
    """

    events: Sequence[Event]
    known_at: int
    spelled: Spelled


def take_in(connection: Connection, group: Sequence[Sent]) -> list[list[str]]:
    """Return of each event whether it is new, there already, or replaces another content.

    As in the lake, the key is source and interaction_id, and what comes later holds.
    """
    digests = _digests(connection, {event.key for sent in group for event in sent.events})
    said: list[list[str]] = []
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    fresh = []
    for sent in group:
        said.append([])
        for event in sent.events:
            record = event.record()
            digest, before = digest_of(record), digests.get(event.key)
            if before == digest:
                said[-1].append(REPEATED)
                continue
            said[-1].append(ACCEPTED if before is None else CORRECTED)
            digests[event.key] = digest
            newest[event.key] = _row(event, record, digest, sent.known_at)
            fresh.append((event, sent))
    # In one order, so that no two writers wait for each other.
    _run(connection, REPLACE_EVENTS, [newest[key] for key in sorted(newest)])
    _run(connection, ADD_SEEN, _in_order(_seen(fresh)))
    _run(connection, ADD_HOLDINGS, _in_order(_holdings(fresh)))
    # Of two at one moment, the revocation comes last and holds.
    grants = sorted(_grants(fresh), key=lambda row: (*tuple(row.values())[:4], not row["granted"]))
    _run(connection, GRANT, grants)
    return said


def _digests(connection: Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_AT_A_TIME):
        part = {"keys": ordered[start : start + KEYS_AT_A_TIME]}
        for source, interaction_id, digest in connection.execute(DIGESTS, part):
            found[source, interaction_id] = digest
    return found


def _row(event: Event, record: str, digest: str, known_at: int) -> dict[str, Any]:
    names = ("source", "interaction_id", "account", "occurred_at")
    row = {name: event.row[name] for name in names}
    row |= {"known_at": known_at, "digest": digest, "record": record, "settled": False}
    return {**row, "collected_in": None}


def _run(connection: Connection, statement: TextClause, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


Fresh = Iterable[tuple[Event, Sent]]


def _seen(fresh: Fresh) -> Iterator[dict[str, Any]]:
    for event, sent in fresh:
        source, account = event.account
        row = {"source": source, "account": account, "own_id": own_id(source, account)}
        yield {**row, "known_at": sent.known_at}


def _holdings(fresh: Fresh) -> Iterator[dict[str, Any]]:
    for event, sent in fresh:
        source, account = event.account
        for one in event.identifiers.items():
            value, proves = sent.spelled[one]
            row = {"source": source, "account": account, "id_type": one[0], "id_value": value}
            yield {**row, "proves": proves}


def _grants(fresh: Fresh) -> Iterator[dict[str, Any]]:
    for event, _ in fresh:
        source, account = event.account
        for channel, granted in event.consents.items():
            row = {"source": source, "account": account, "channel": channel}
            yield {**row, "known_at": event.row["occurred_at"], "granted": granted}


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each row once, in order of its values."""
    return [row for _, row in sorted({str([*row.values()]): row for row in rows}.items())]


def uncollected(connection: Connection, after: int, most: int) -> list[Any]:
    """Return number, digest, known_at and record of events that the lake has not, in order."""
    columns = (EVENTS.c.number, EVENTS.c.digest, EVENTS.c.known_at, EVENTS.c.record)
    rows = select(*columns).where(EVENTS.c.collected_in.is_(None), EVENTS.c.number > after)
    return list(connection.execute(rows.order_by(EVENTS.c.number).limit(most)))


def mark_collected(
    connection: Connection, numbers: Sequence[tuple[int, str]], collection: int
) -> None:
    """Note which events the lake has; one that was corrected meanwhile has another digest."""
    for start in range(0, len(numbers), KEYS_AT_A_TIME):
        part = list(numbers[start : start + KEYS_AT_A_TIME])
        connection.execute(
            update(EVENTS)
            .where(tuple_(EVENTS.c.number, EVENTS.c.digest).in_(part))
            .values(collected_in=collection)
        )
