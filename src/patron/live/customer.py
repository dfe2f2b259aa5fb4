"""One customer as the live store holds them, and what is said of all of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from patron.errors import LakeError

# The identifiers of this type are ids of former customers; they name whom each is part of now.
OLD_ID = "customer_id"


@dataclass(frozen=True)
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
        Pairs of type and value that name this customer and no other.
    answers
        What was decided when all customers were scored, as JSON takes it: ``decisions`` and,
        by task, the scores of items with their reasons.
    """

    customer_id: str
    history: pa.Table
    items: pa.Table
    facts: pa.Table
    identifiers: tuple[tuple[str, str], ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


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
    """

    generation: int
    as_of: int
    workspace: str
    versions: Mapping[str, int]
    answers: Mapping[str, int]

    def texts(self) -> dict[str, str]:
        """Return the fields as texts by name."""
        return {name: json.dumps(value) for name, value in vars(self).items()}

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> "Published":
        """Return what `texts` returned.

        Raises
        ------
        LakeError
            If a field is missing or damaged.
        """
        try:
            fields: dict[str, Any] = {name: json.loads(text) for name, text in texts.items()}
            return cls(**fields)
        except (TypeError, ValueError) as error:
            raise LakeError(f"The live store's description is damaged: {error}.") from error


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
    LakeError
        If they are damaged.
    """
    try:
        # One customer is too little to share among threads.
        options = pa.ipc.IpcReadOptions(use_threads=False)
        with pa.ipc.open_stream(pa.py_buffer(content), options=options) as stream:
            return stream.read_all()
    except (pa.ArrowInvalid, OSError) as error:
        raise LakeError(f"A customer's rows in the live store are damaged: {error}.") from error
