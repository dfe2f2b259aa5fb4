"""One load of one source: from its files to the lake."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.errors import SourceError
from patron.lake import Lake, Written
from patron.lake.database import first_line, literal, quoted
from patron.schema import INTERACTIONS, REJECTED, Table
from patron.sources.base import Source
from patron.sources.duplicates import earliest_counts, settle
from patron.sources.records import columns_of, open_records
from patron.sources.rejected import note, prepare, rejected_of
from patron.sources.report import SourceReport
from patron.sources.section import sections_of
from patron.sources.staging import query_of
from patron.text import TextReader, with_readings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS_PER_BATCH = 100_000
# A text may be long, and a batch of them is held in memory.
TEXTS_PER_BATCH = 2_048
COUNTS = """SELECT (SELECT count(*) FROM raw_records), (SELECT count(*) FROM unreadable),
    (SELECT count(*) FROM records)"""


def load(source: Source, raw: Path, lake: Lake) -> SourceReport:
    """Return what reading a source's files and writing their rows to the lake came to.

    Parameters
    ----------
    source
        The source.
    raw
        Folder that holds the raw files.
    lake
        Where the rows go.

    Raises
    ------
    SourceError
        If a file is missing or cannot be read at all.
    ConfigError
        If the mapping does not fit the files; nothing has been written then.
    """
    with _database(source, lake) as connection:
        paths = open_records(connection, source, raw)
        prepare(connection)
        written, repeated = {}, 0
        for table, queries in _queries(connection, source, paths[0]).items():
            _stage(connection, queries, source, paths)
            repeated += 0 if earliest_counts(table) else settle(connection, table)
            note(connection, table.name)
            written[table.name] = _append(connection, table, lake, source)
        rejected = rejected_of(connection, source, paths)
        lake.replace(REJECTED, rejected, of_source=source.name)
        [(records, unreadable, wanted)] = connection.execute(COUNTS).fetchall()
    left_out = 0 if source.where is None else records - wanted
    return SourceReport(
        source.name, False, records + unreadable, rejected.num_rows, repeated, written, left_out
    )


@contextmanager
def _database(source: Source, lake: Lake) -> Iterator["DuckDBPyConnection"]:
    with lake.connection() as connection:
        connection.execute(f"SET TimeZone = {literal(source.timezone)}")
        # It takes shared parts of expressions out of TRY, so that what fails would end the load.
        connection.execute("SET disabled_optimizers = 'common_subexpressions'")
        yield connection


def _queries(
    connection: "DuckDBPyConnection", source: Source, path: Path
) -> dict[Table, list[str]]:
    """Return the checked queries of the source's sections by table."""
    queries: dict[Table, list[str]] = {}
    # A file without even a header has no columns that a mapping could be held against.
    if columns_of(connection, "raw_records"):
        for section in sections_of(source, source.name):
            query = query_of(connection, section, source.name, path)
            queries.setdefault(section.table, []).append(query)
    return queries


def _stage(
    connection: "DuckDBPyConnection", queries: list[str], source: Source, paths: list[Path]
) -> None:
    import duckdb

    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {' UNION ALL '.join(queries)}")
    except duckdb.Error as error:
        files = ", ".join(map(str, paths))
        raise SourceError(f"{source.name}: {files} cannot be read: {first_line(error)}.") from error


def _append(connection: "DuckDBPyConnection", table: Table, lake: Lake, source: Source) -> Written:
    rows = f"SELECT {', '.join(map(quoted, table.columns))} FROM staged"
    if earliest_counts(table):
        key = ", ".join(map(quoted, table.key))
        rows = (
            f"SELECT {key}, least(min(new.known_at), min(old.known_at)) AS known_at "
            f"FROM staged AS new LEFT JOIN {table.name} AS old USING ({key}) GROUP BY {key}"
        )
    found = connection.sql(rows)
    reader = source.reader_of_text if table is INTERACTIONS else None
    if reader is None:
        return lake.append(table, found.to_arrow_reader(ROWS_PER_BATCH))
    return _append_read(found.to_arrow_reader(TEXTS_PER_BATCH), reader, lake, source.name)


def _append_read(
    rows: pa.RecordBatchReader, reader: TextReader, lake: Lake, source: str
) -> Written:
    import duckdb

    try:
        return lake.append(INTERACTIONS, with_readings(rows, reader))
    except duckdb.InvalidInputException as error:
        # What fails in the middle of a stream comes as DuckDB's own error.
        who = type(reader).__name__
        raise SourceError(
            f"{source}: its texts cannot be read by {who}: {first_line(error)}."
        ) from error
