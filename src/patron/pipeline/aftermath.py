"""Bring what the service decided, and what became of it, into the lake, each once."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from patron.lake import Lake, Written
from patron.live import LiveStore
from patron.live.event import EPOCH
from patron.schema import OUTCOMES, RECEIPTS, Table

log = logging.getLogger(__name__)

# Rows held at a time; a receipt has some thousand letters.
BATCH = 5_000
# Names of the live store's tables.
LIVE = {RECEIPTS: "decisions", OUTCOMES: "outcomes"}
CHOSEN = ("offer", "item", "type", "channel", "p", "cost", "value")


def collect_rows(store: LiveStore, lake: Lake, table: Table) -> tuple[int, Written]:
    """Return how many RECEIPTS or OUTCOMES the live store had that the lake had not, and the rest.

    What the lake has already changes nothing, so a collection that was cut off is done again. Two
    at once wait for each other.

    Raises
    ------
    StoreError
        If the live store cannot be read.
    LakeError
        If the lake cannot be written.
    """
    name, read = LIVE[table], {RECEIPTS: _receipt, OUTCOMES: _outcome}[table]
    total, written = 0, Written()
    with store.collecting():
        while rows := store.uncollected_rows(name, BATCH):
            done = lake.append(table, table.of(read(row) for row in rows))
            store.mark_rows(name, [row[table.key[0]] for row in rows])
            total += len(rows)
            written = add_up(written, done)
    log.info("collect: %s %s", f"{total:,}", name)
    return total, written


def add_up(one: Written, other: Written) -> Written:
    """Return what two writes came to together."""
    return Written(
        one.added + other.added, one.changed + other.changed, one.repeated + other.repeated
    )


def _receipt(row: Mapping[str, Any]) -> dict[str, Any]:
    said = json.loads(row["receipt"])
    return {
        "decision_id": row["decision_id"],
        "customer_id": row["customer_id"],
        "decided_at": _moment(row["made_at"]),
        "valid_until": datetime.fromisoformat(said["valid_until"]),
        **{name: said["chosen"][name] for name in CHOSEN},
        "propensity": said["propensity"],
        "receipt": row["receipt"],
    }


def _outcome(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in ("outcome_id", "decision_id", "kind", "amount")}
    moments = {name: _moment(row[name]) for name in ("occurred_at", "known_at")}
    return {**told, **moments}


def _moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)
