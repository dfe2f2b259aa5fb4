"""Sources that write text lines of a fixed form: logs, fixed-width exports."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from patron.errors import ConfigError
from patron.lake.database import first_line, literal, quoted
from patron.sources.base import Source, distinct
from patron.sources.text import known_encoding, store_lines

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Lines(Source):
    r"""A source that writes a record in each line, in a form that a regular expression describes.

    Parameters
    ----------
    pattern
        Regular expression that a whole line matches; each named group is a column of text, as in
        ``(?P<customer>\d+) (?P<amount>\S+)``. Look-around is not possible. Lines that do not
        match are rejected, blank lines passed over.
    skip
        Number of lines at the start of each file that are not records, such as a header.
    encoding
        Encoding of the text.
    """

    pattern: str
    skip: int = Field(default=0, ge=0)
    encoding: str = "utf-8"

    _encoding = field_validator("encoding")(known_encoding)

    @field_validator("pattern")
    @classmethod
    def _has_named_groups(cls, pattern: str) -> str:
        try:
            groups = re.compile(pattern).groupindex
        except re.error as error:
            raise ValueError(f"must be a regular expression; {error}") from error
        if not groups:
            raise ValueError("must name its groups, as in (?P<customer>\\d+)")
        return pattern

    def scan(self, connection: "DuckDBPyConnection", path: Path, number: int) -> str | None:
        """Return a query of the lines that match."""
        store_lines(connection, path, self.encoding, f"lines_{number}", self.skip)
        whole = literal(f"\\A(?:{self.pattern})\\z")
        self._put_unreadable(connection, number, f"NOT regexp_matches(_text, {whole})")
        compiled = re.compile(self.pattern)
        distinct(list(compiled.groupindex), path)
        names = {place: name for name, place in compiled.groupindex.items()}
        every = [names.get(place, f"_group_{place}") for place in range(1, compiled.groups + 1)]
        columns = ", ".join(f"fields[{literal(name)}] AS {quoted(name)}" for name in names.values())
        return (
            f"SELECT _row, to_json(_text) AS _record, {columns} FROM (SELECT _row, _text, "
            f"regexp_extract(_text, {whole}, [{', '.join(map(literal, every))}]) AS fields "
            f"FROM lines_{number} WHERE regexp_matches(_text, {whole}))"
        )

    def _put_unreadable(
        self, connection: "DuckDBPyConnection", number: int, condition: str
    ) -> None:
        import duckdb

        try:
            connection.execute(
                f"INSERT INTO unreadable SELECT {number}, _row, 'the line does not match the "
                f"pattern', to_json(_text) FROM lines_{number} WHERE {condition}"
            )
        except duckdb.InvalidInputException as error:
            raise ConfigError(
                f"{self.name}: pattern cannot be used: {first_line(error)}."
            ) from error
