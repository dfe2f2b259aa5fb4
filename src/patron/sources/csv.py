"""Sources that export delimited text files."""

import csv
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pydantic import Field, field_validator

from patron.errors import SourceError
from patron.lake.database import file_list, first_line, literal, quoted
from patron.sources.base import Source, distinct
from patron.sources.text import CHUNK, as_utf8, known_encoding, open_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Csv(Source):
    """A source that exports a delimited text file whose first line names the columns.

    Every value is text. A line with more or fewer values than the header is rejected.

    Parameters
    ----------
    delimiter
        What separates values.
    quote
        What encloses a value that holds a delimiter or a line's end; doubled, it stands for itself.
    encoding
        Encoding of the text.
    """

    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    encoding: str = "utf-8"

    _encoding = field_validator("encoding")(known_encoding)

    def scan(self, connection: "DuckDBPyConnection", path: Path, number: int) -> str | None:
        """Return a query of the records that have a value for each column."""
        [(spill,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
        utf8 = as_utf8(path, self.encoding, Path(spill) / f"utf8_{number}.csv")
        names = self._header(utf8, path)
        if not names:
            return None
        self._store(connection, utf8, names, number)
        self._put_unreadable(connection, utf8, number)
        columns = ", ".join(map(quoted, names))
        return (
            f"SELECT r.rowid + 1 AS _row, to_json(r) AS _record, {columns} FROM csv_{number} AS r"
        )

    def lines_of(
        self, path: Path, rows: Collection[int], unreadable: Collection[int]
    ) -> dict[int, int]:
        """Return the line in the file on which each record starts."""
        wanted = set(rows)
        with open_text(path, self.encoding, newline="") as stream:
            starts = (line for line, _ in self._records(stream) if line not in unreadable)
            next(starts, None)
            return {row: line for row, line in enumerate(starts, start=1) if row in wanted}

    def _header(self, utf8: Path, path: Path) -> list[str]:
        with utf8.open(encoding="utf-8-sig", newline="") as stream:
            _, first = next(self._records(stream), (0, []))
        names = [name.strip() or f"column_{place}" for place, name in enumerate(first, start=1)]
        return distinct(names, path)

    def _records(self, stream: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the line on which it starts; blank lines are none."""
        reader = csv.reader(stream, delimiter=self.delimiter, quotechar=self.quote)
        line = 1
        with suppress(csv.Error):
            for record in reader:
                if record:
                    yield line, record
                line = reader.line_num + 1

    def _store(
        self, connection: "DuckDBPyConnection", utf8: Path, names: list[str], number: int
    ) -> None:
        import duckdb

        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        try:
            connection.execute(
                f"CREATE TEMP TABLE csv_{number} AS FROM read_csv({file_list([str(utf8)])}, "
                f"columns = {{{columns}}}, auto_detect = false, header = true, "
                f"delim = {literal(self.delimiter)}, quote = {literal(self.quote)}, "
                f"escape = {literal(self.quote)}, store_rejects = true, "
                f"rejects_table = 'malformed_{number}', rejects_scan = 'scan_{number}')"
            )
        except duckdb.Error as error:
            raise SourceError(f"{utf8} cannot be read as CSV: {first_line(error)}.") from error

    def _put_unreadable(self, connection: "DuckDBPyConnection", utf8: Path, number: int) -> None:
        found = connection.execute(
            f"SELECT line_byte_position, min(error_message), min(csv_line) "
            f"FROM malformed_{number} GROUP BY ALL ORDER BY line_byte_position"
        ).fetchall()
        malformed = pa.table(
            {
                "line": pa.array(
                    _lines_at(utf8, [position for position, _, _ in found]), pa.int64()
                ),
                "reason": pa.array(
                    [reason.strip().rstrip(".") for _, reason, _ in found], pa.string()
                ),
                "record": pa.array([record.strip("\r\n") for _, _, record in found], pa.string()),
            }
        )
        connection.register("malformed", malformed)
        connection.execute(
            f"INSERT INTO unreadable SELECT {number}, line, reason, to_json(record) FROM malformed"
        )
        connection.unregister("malformed")


def _lines_at(path: Path, positions: list[int]) -> list[int]:
    """Return the lines that start at byte `positions`, which ascend.

    DuckDB's own line numbers count a record that goes over several lines as one.
    """
    lines, line, at = [], 1, 0
    with path.open("rb") as stream:
        for position in positions:
            while at < position:
                chunk = stream.read(min(CHUNK, position - at))
                line += chunk.count(b"\n")
                at += len(chunk)
            # After \r\n, DuckDB takes the line to start at \n.
            lines.append(line + (stream.peek(1)[:1] == b"\n"))
    return lines
