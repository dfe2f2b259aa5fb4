"""Bring what the service received into the lake, each event once.

Events are a source like any other: what the lake has already changes nothing, so a collection
that was cut off is simply done again. The live store keeps the events until a publication has them.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from patron.lake import Lake, Written
from patron.live import Event, LiveStore
from patron.live.event import EPOCH
from patron.pipeline.aftermath import add_up, collect_rows
from patron.pipeline.publish import live_store
from patron.pipeline.workspace import Workspace
from patron.schema import (
    ATTRIBUTES,
    CONSENTS,
    IDENTIFIERS,
    INTERACTIONS,
    OUTCOMES,
    RECEIPTS,
    Table,
)
from patron.sources import Source
from patron.text import with_readings

log = logging.getLogger(__name__)

# Events held at a time; a text may be long.
BATCH = 20_000
# INTERACTIONS last: when these are there, so is everything else that the events told.
TABLES = (IDENTIFIERS, ATTRIBUTES, CONSENTS, INTERACTIONS)


@dataclass(frozen=True)
class Collected:
    """What a collection came to: what was received, and what the lake's tables got of it."""

    events: int = 0
    decisions: int = 0
    outcomes: int = 0
    written: Mapping[str, Written] = field(default_factory=dict)


def collect(workspace: Workspace) -> Collected:
    """Return what bringing what the service received and decided into the lake came to.

    Two collections at once wait for each other.

    Raises
    ------
    StoreError
        If the live store cannot be read.
    LakeError
        If the lake cannot be written; what it has by then stays, and the next collection
        goes on from there.
    """
    store = live_store(workspace)
    try:
        events = collect_events(store, workspace.lake, workspace.sources)
        decisions, receipts = collect_rows(store, workspace.lake, RECEIPTS)
        outcomes, told = collect_rows(store, workspace.lake, OUTCOMES)
        written = {**events.written, RECEIPTS.name: receipts, OUTCOMES.name: told}
        return Collected(events.events, decisions, outcomes, written)
    finally:
        store.close()


def collect_events(store: LiveStore, lake: Lake, sources: Sequence[Source] = ()) -> Collected:
    """Return what bringing events into a lake came to; see `collect`.

    Parameters
    ----------
    sources
        Those of the workspace. Where one has the name of an event's source, it reads its text.
    """
    total, written, after = 0, dict.fromkeys((table.name for table in TABLES), Written()), 0
    with store.collecting():
        while batch := store.uncollected(after, BATCH):
            after = batch[-1][0]
            rows = [(_moment(known_at), event) for _, _, known_at, event in batch]
            for table in TABLES:
                done = _append(lake, table, rows, sources)
                written[table.name] = add_up(written[table.name], done)
            # Only those that there are: of what is not there, nothing was told.
            versions = {table.name: lake.version(table) for table in TABLES}
            there = {name: version for name, version in versions.items() if version is not None}
            store.mark_collected([(number, digest) for number, digest, _, _ in batch], there)
            total += len(batch)
    log.info("collect: %s events", f"{total:,}")
    return Collected(total, written=written)


Received = tuple[datetime, Event]


def _append(
    lake: Lake, table: Table, rows: Sequence[Received], sources: Sequence[Source]
) -> Written:
    if table is INTERACTIONS:
        return _append_interactions(lake, rows, sources)
    made = {IDENTIFIERS: _identifiers, ATTRIBUTES: _attributes, CONSENTS: _consents}[table]
    found = made(rows)
    if not found:
        return Written()
    told = table.of(found)
    return lake.append(table, _earliest(lake, told) if table is IDENTIFIERS else told)


def _append_interactions(
    lake: Lake, rows: Sequence[Received], sources: Sequence[Source]
) -> Written:
    told = INTERACTIONS.of(_interaction(known_at, event) for known_at, event in rows)
    readers = {source.name: source.reader_of_text for source in sources}
    parts = []
    for name in told["source"].unique().to_pylist():
        part = told.filter(pa.compute.equal(told["source"], name))
        reader = readers.get(name)
        parts.append(part if reader is None else _read(part, reader))
    return lake.append(INTERACTIONS, pa.concat_tables(parts))


def _read(rows: pa.Table, reader: Any) -> pa.Table:
    return with_readings(rows.to_reader(), reader).read_all()


def _interaction(known_at: datetime, event: Event) -> dict[str, Any]:
    occurred_at = _moment(event.row["occurred_at"])
    return {**event.row, "occurred_at": occurred_at, "known_at": known_at}


def _identifiers(rows: Iterable[Received]) -> list[dict[str, Any]]:
    """Return what events tell of who an account is, known since the first of them."""
    first: dict[tuple[str, ...], datetime] = {}
    for known_at, event in rows:
        for one in event.identifiers.items():
            key = (*event.account, *one)
            first[key] = min(known_at, first.get(key, known_at))
    names = ("source", "account", "id_type", "id_value", "known_at")
    return [dict(zip(names, (*key, at), strict=True)) for key, at in first.items()]


def _attributes(rows: Iterable[Received]) -> list[dict[str, Any]]:
    """Return what events tell of an account; of what was told at one moment, the last."""
    last = {
        (*event.account, name, known_at): value
        for known_at, event in rows
        for name, value in event.attributes.items()
    }
    names = ("source", "account", "name", "known_at", "value")
    return [dict(zip(names, (*key, value), strict=True)) for key, value in last.items()]


def _consents(rows: Iterable[Received]) -> list[dict[str, Any]]:
    """Return what events tell of consent, known since it was said; of two answers, the no."""
    said: dict[tuple[str, str, str, datetime], bool] = {}
    for _, event in rows:
        for channel, granted in event.consents.items():
            key = (*event.account, channel, _moment(event.row["occurred_at"]))
            said[key] = granted and said.get(key, True)
    names = ("source", "account", "channel", "known_at", "granted")
    return [dict(zip(names, (*key, granted), strict=True)) for key, granted in said.items()]


def _earliest(lake: Lake, rows: pa.Table) -> pa.Table:
    """Return identifiers known since the lake or the events knew them, whichever was first."""
    key = ", ".join(IDENTIFIERS.key)
    with lake.connection() as connection:
        connection.register("told", rows)
        found = connection.sql(
            f"SELECT {key}, least(told.known_at, old.known_at) AS known_at "
            f"FROM told LEFT JOIN identifiers AS old USING ({key})"
        ).to_arrow_table()
    return IDENTIFIERS.check(found)


def _moment(micros: int) -> datetime:
    return (EPOCH + timedelta(microseconds=micros)).astimezone(UTC)
