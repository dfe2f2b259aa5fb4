"""One customer as the live store holds them, and what is said of all of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from patron.errors import StoreError
from patron.live.line import Line
from patron.schema import ITEMS

# The identifiers of this type are ids of former customers; they name whom each is part of now.
OLD_ID = "customer_id"


class Identifier(NamedTuple):
    """A value that names somebody, and how many accounts of each source have it."""

    id_type: str
    id_value: str
    holders: Mapping[str, int] = {}


class Grant(NamedTuple):
    """Whether a customer may be contacted on a channel, and since when that is known."""

    channel: str
    granted: bool
    known_at: int


# Compared by identity, so that what was made from one can be kept with it.
@dataclass(frozen=True, eq=False)
class LiveCustomer:
    """Everything that an answer about one customer is made from.

    Parameters
    ----------
    customer_id
        Who.
    history
        Their rows of HISTORY, in order of time.
    items
        The rows of ITEMS that their history names.
    facts
        customer_id, name, value and known_at of what else is known of them.
    identifiers
        Those that name this customer and no other.
    answers
        What was decided when all customers were scored, as JSON takes it: ``decisions`` and,
        by task, the scores of items with their reasons.
    number
        That of their oldest account.
    accounts
        Pairs of source and account that are theirs.
    consents
        The latest of each channel.
    card
        What a card tells beside all that: a JSON object of rows by name of table, times in
        microseconds since 1970.
    """

    customer_id: str
    history: pa.Table
    items: pa.Table
    facts: pa.Table
    identifiers: tuple[Identifier, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    accounts: tuple[tuple[str, str], ...] = ()
    consents: tuple[Grant, ...] = ()
    card: str = "{}"


@dataclass(frozen=True)
class Commons:
    """What is published beside the customers, of nobody in particular.

    Parameters
    ----------
    items
        ITEMS, for events that name one.
    shared
        Values that several customers have, and so name none.
    apart
        Pairs of customer_ids of whom somebody said that they are different people.
    rules
        What proves identity: the fields of `IdentityRules` as JSON.
    included
        Versions of the lake's tables from which on, backwards, all rows are in what is published.
    figures
        Sums about all customers, as JSON by name; see `patron.live.cells`.
    worklist
        Whom to offer something, each customer once.
    """

    items: pa.Table = field(default_factory=ITEMS.empty)
    shared: tuple[Identifier, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    rules: str = "{}"
    included: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    worklist: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Published:
    """What the store holds.

    Parameters
    ----------
    generation
        How many times it was published, counted from 1.
    as_of
        Moment up to which everything is known, in microseconds since 1970.
    workspace
        Name of the workspace.
    versions
        Version in the lake of each table that it was made from.
    answers
        Number of customers with a stored answer, by its name.
    rules
        What proves identity; see `Commons`.
    """

    generation: int
    as_of: int
    workspace: str
    versions: Mapping[str, int]
    answers: Mapping[str, int]
    rules: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return the fields as a row of the database."""
        texts = ("versions", "answers", "rules")
        return {**vars(self), **{name: json.dumps(getattr(self, name)) for name in texts}}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Published":
        """Return what `row` returned.

        Raises
        ------
        StoreError
            If a field is missing or damaged.
        """
        try:
            texts = {name: json.loads(row[name]) for name in ("versions", "answers", "rules")}
            return cls(row["generation"], row["as_of"], row["workspace"], **texts)
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"The live store's description is damaged: {error!r}.") from error


def to_bytes(rows: pa.Table) -> bytes:
    """Return the rows as a compressed Arrow stream."""
    # LZ4 is read ten times as fast as Zstandard, for half as much again on disk.
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, rows.schema, options=options) as stream:
        stream.write_table(rows)
    return bytes(sink.getvalue())


def from_bytes(content: bytes) -> pa.Table:
    """Return the rows that `to_bytes` returned.

    Raises
    ------
    StoreError
        If they are damaged.
    """
    try:
        # One customer is too little to share among threads.
        options = pa.ipc.IpcReadOptions(use_threads=False)
        with pa.ipc.open_stream(pa.py_buffer(content), options=options) as stream:
            return stream.read_all()
    except (pa.ArrowInvalid, OSError) as error:
        raise StoreError(f"A customer's rows in the live store are damaged: {error}.") from error
