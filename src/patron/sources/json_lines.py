"""Sources that write one JSON object per line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import field_validator

from patron.lake.database import literal, quoted
from patron.sources.base import Source, distinct
from patron.sources.text import known_encoding, store_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IS_OBJECT = "CASE WHEN json_valid(_text) THEN json_type(_text) = 'OBJECT' ELSE false END"


class JsonLines(Source):
    """A source that writes one JSON object per line; each key is a column of text.

    A nested value is a column of JSON text, whose parts are reached with DuckDB's operators, such
    as ``customer->>'$.id'``. Lines that are not objects are rejected, blank lines passed over.

    Parameters
    ----------
    encoding
        Encoding of the text.
    """

    encoding: str = "utf-8"

    _encoding = field_validator("encoding")(known_encoding)

    def scan(self, connection: "DuckDBPyConnection", path: Path, number: int) -> str | None:
        """Return a query of the lines that are objects."""
        store_lines(connection, path, self.encoding, f"lines_{number}")
        connection.execute(
            f"INSERT INTO unreadable SELECT {number}, _row, 'the line is not a JSON object', "
            f"to_json(_text) FROM lines_{number} WHERE NOT {IS_OBJECT}"
        )
        objects = f"(SELECT * FROM lines_{number} WHERE {IS_OBJECT})"
        keys = [
            key
            for (key,) in connection.execute(
                f"SELECT DISTINCT unnest(json_keys(_text)) AS key FROM {objects} ORDER BY key"
            ).fetchall()
        ]
        if not keys:
            return None
        distinct(keys, path)
        shape = literal(json.dumps(dict.fromkeys(keys, "VARCHAR"), ensure_ascii=False))
        columns = ", ".join(f"fields[{literal(key)}] AS {quoted(key)}" for key in keys)
        return (
            f"SELECT _row, _text AS _record, {columns} FROM "
            f"(SELECT _row, _text, json_transform(_text, {shape}) AS fields FROM {objects})"
        )
