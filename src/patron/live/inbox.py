"""Take in events: each once, whatever the order and however often it is sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_, update

from patron.live.database import insert
from patron.live.event import Event, digest_of, own_id
from patron.live.tables import EVENTS, GRANTS, HOLDINGS, SEEN

ACCEPTED, REPEATED, CORRECTED = "accepted", "repeated", "corrected"
KEYS_AT_A_TIME = 200

# By id type and value as it was written: its one spelling, and whether it proves identity.
Spelled = Mapping[tuple[str, str], tuple[str, bool]]


def take_in(
    connection: Connection, events: Sequence[Event], known_at: int, spelled: Spelled
) -> list[str]:
    """Return of each event whether it is new, there already, or replaces another content.

    As in the lake, the key is source and interaction_id, and what comes later holds.
    """
    digests = _digests(connection, {event.key for event in events})
    said, newest = [], {}
    for event in events:
        record = event.record()
        digest, before = digest_of(record), digests.get(event.key)
        said.append(ACCEPTED if before is None else REPEATED if before == digest else CORRECTED)
        if before != digest:
            digests[event.key] = digest
            newest[event.key] = _row(event, record, digest, known_at)
    # In one order, so that no two writers wait for each other.
    _write(connection, [newest[key] for key in sorted(newest)])
    fresh = [event for event, what in zip(events, said, strict=True) if what != REPEATED]
    _write_beside(connection, fresh, known_at, spelled)
    return said


def _digests(connection: Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_AT_A_TIME):
        part = ordered[start : start + KEYS_AT_A_TIME]
        key = tuple_(EVENTS.c.source, EVENTS.c.interaction_id)
        rows = select(EVENTS.c.source, EVENTS.c.interaction_id, EVENTS.c.digest).where(
            key.in_(part)
        )
        found |= {(one, two): digest for one, two, digest in connection.execute(rows)}
    return found


def _row(event: Event, record: str, digest: str, known_at: int) -> dict[str, Any]:
    names = ("source", "interaction_id", "account", "occurred_at")
    row = {name: event.row[name] for name in names}
    return {**row, "known_at": known_at, "digest": digest, "record": record, "settled": False}


def _write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    new = insert(connection, EVENTS)
    changed = {name: new.excluded[name] for name in rows[0]} | {"collected_in": None}
    replacing = new.on_conflict_do_update(
        index_elements=["source", "interaction_id"],
        set_=changed,
        where=EVENTS.c.digest != new.excluded.digest,
    )
    connection.execute(replacing, rows)


def _write_beside(
    connection: Connection, events: Sequence[Event], known_at: int, spelled: Spelled
) -> None:
    accounts = sorted({event.account for event in events})
    seen = [
        {"source": one, "account": two, "own_id": own_id(one, two), "known_at": known_at}
        for one, two in accounts
    ]
    holdings = {tuple(row.values())[:4]: row for row in _holdings(events, spelled)}
    _add(connection, SEEN, seen)
    _add(connection, HOLDINGS, [holdings[key] for key in sorted(holdings)])
    grants = sorted(
        {
            (*event.account, channel, event.row["occurred_at"], granted)
            for event in events
            for channel, granted in event.consents.items()
        },
        # Of two at one moment, the revocation comes last and holds.
        key=lambda row: (*row[:4], not row[4]),
    )
    names = ("source", "account", "channel", "known_at", "granted")
    for row in grants:
        new = insert(connection, GRANTS).values(dict(zip(names, row, strict=True)))
        connection.execute(
            new.on_conflict_do_update(
                index_elements=list(names[:4]),
                set_={"granted": new.excluded.granted},
                where=~new.excluded.granted,
            )
        )


def _holdings(events: Iterable[Event], spelled: Spelled) -> Iterator[dict[str, Any]]:
    for event in events:
        for one in event.identifiers.items():
            value, proves = spelled[one]
            source, account = event.account
            row = {"source": source, "account": account, "id_type": one[0], "id_value": value}
            yield {**row, "proves": proves}


def _add(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(connection, table).on_conflict_do_nothing(), rows)


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
