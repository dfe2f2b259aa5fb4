"""One thing that happened, as it is sent to the service: checked against the tables of the lake.

An event is a row of INTERACTIONS, with what it tells beside: identifiers and attributes of the
account, and consent. When it became known is when it was received, so that is not for the sender.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pyarrow as pa

from patron.errors import SchemaError
from patron.schema import INTERACTIONS, READ_FROM_TEXT, TIME

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
# Clocks differ; what is later than this says nothing about the past.
AHEAD = timedelta(minutes=5)
COLUMNS: dict[str, pa.DataType] = {
    name: type_
    for name, type_ in INTERACTIONS.columns.items()
    if name != "known_at" and name not in READ_FROM_TEXT
}
REQUIRED = tuple(name for name in INTERACTIONS.required if name not in ("known_at", "actor"))
ACTORS = ("customer", "company")
# Longest text of `text`, and of every other field.
LONGEST_TEXT, LONGEST = 10_000, 300
MOST_BESIDE = 20
LARGEST = 1e15
# Events, and ids of accounts, that are kept in memory after they were read.
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Event:
    """A checked event.

    Parameters
    ----------
    row
        Columns of INTERACTIONS that are given; `occurred_at` in microseconds since 1970.
    identifiers
        Value by id type, as it was written.
    attributes
        Value by name.
    consents
        Whether contact is allowed, by channel.
    """

    row: Mapping[str, Any]
    identifiers: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Source and interaction_id."""
        return self.row["source"], self.row["interaction_id"]

    @property
    def account(self) -> tuple[str, str]:
        """Source and account."""
        return self.row["source"], self.row["account"]

    def record(self) -> str:
        """Return the event as JSON, the same for the same event."""
        return json.dumps({name: dict(part) for name, part in vars(self).items()}, sort_keys=True)

    @classmethod
    def of_record(cls, record: str) -> "Event":
        """Return the event that `record` returned, the same object for those read lately."""
        return _of_record(record)


# Who is asked about again has mostly the same events. About 1.5 kB each.
@lru_cache(maxsize=MOST_KEPT)
def _of_record(record: str) -> Event:
    return Event(**json.loads(record))


def digest_of(record: str) -> str:
    """Return what two records have in common only if they are the same."""
    return hashlib.sha256(record.encode()).hexdigest()


# Of each customer who is asked about, each account is.
@lru_cache(maxsize=MOST_KEPT)
def own_id(source: str, account: str) -> str:
    """Return the id of a customer whose oldest account this is; see `identity.accounts`."""
    return "c" + hashlib.sha256(f"{source}\x1f{account}".encode()).hexdigest()[:16]


def read_event(sent: object, now: datetime) -> Event:
    """Return what was sent as an event.

    Parameters
    ----------
    sent
        What the sender's JSON says.
    now
        The moment of receipt.

    Raises
    ------
    SchemaError
        If it is none; the message says which field is wrong and what is right.
    """
    if not isinstance(sent, dict):
        raise SchemaError("an event must be an object.")
    beside = {"identifiers": read_text, "attributes": read_text, "consents": _flag}
    strange = sorted(set(map(str, sent)) - {*COLUMNS, *beside})
    if strange:
        raise SchemaError(f"there is no field {strange[0][:40]!r}; leave it out.")
    row: dict[str, Any] = {"actor": "customer"}
    for name, type_ in COLUMNS.items():
        if (value := sent.get(name)) is not None:
            row[name] = _column(name, type_, value, now)
        elif name in REQUIRED:
            raise SchemaError(f"{name} is missing.")
    if row["actor"] not in ACTORS:
        raise SchemaError("actor must be customer or company.")
    parts = {name: _pairs(name, sent.get(name), read) for name, read in beside.items()}
    return Event(row, **parts)


def _column(name: str, type_: pa.DataType, value: object, now: datetime) -> Any:
    if type_ == TIME:
        return read_moment(name, value, now)
    if pa.types.is_string(type_):
        return read_text(name, value)
    return read_number(name, value)


def read_text(name: str, value: object) -> str:
    """Return a text; raise SchemaError if it is none that a database can hold."""
    longest = LONGEST_TEXT if name == "text" else LONGEST
    if not isinstance(value, str) or not value or len(value) > longest:
        raise SchemaError(f"{name} must be a text of 1 to {longest:,} letters.")
    # Databases cannot hold the one, nor UTF-8 the others.
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise SchemaError(f"{name} holds what is no letter.")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise SchemaError(f"{name} must be true or false.")
    return value


def read_number(name: str, value: object) -> float:
    """Return a number; raise SchemaError if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SchemaError(f"{name} must be a number.")
    if not abs(value) <= LARGEST or not math.isfinite(value):
        raise SchemaError(f"{name} must be a number from -{LARGEST:g} to {LARGEST:g}.")
    return float(value)


def read_moment(name: str, value: object, now: datetime) -> int:
    """Return a time in microseconds since 1970; raise SchemaError if it is none, or to come."""
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
        if moment.tzinfo is None:
            raise ValueError
        moment = moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise SchemaError(
            f"{name} must be a time with its zone, such as 2024-05-01T10:00:00Z."
        ) from error
    if not EARLIEST <= moment <= now + AHEAD:
        raise SchemaError(f"{name} must be from 1900 on and not in the future.")
    return (moment - EPOCH) // timedelta(microseconds=1)


def _pairs(name: str, given: object, read: Callable[[str, object], Any]) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict) or len(given) > MOST_BESIDE:
        raise SchemaError(f"{name} must be an object of at most {MOST_BESIDE} fields.")
    return {read_text(name, key): read(f"{name}.{key[:40]}", value) for key, value in given.items()}
