"""The records that could not be read, with line and reason."""

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.lake.database import literal
from patron.sources.base import Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# `into` of lines from which no record could be made.
NO_RECORD = "records"


def prepare(connection: "DuckDBPyConnection") -> None:
    """Make the empty DuckDB table ``rejections``."""
    connection.execute(
        'CREATE TEMP TABLE rejections ("into" VARCHAR, _file INT, _row BIGINT, _reason VARCHAR, '
        "_first_file INT, _first_row BIGINT)"
    )


def note(connection: "DuckDBPyConnection", into: str) -> None:
    """Move the rows of ``staged`` that have a reason to ``rejections``."""
    connection.execute(
        f"INSERT INTO rejections SELECT DISTINCT {literal(into)}, _file, _row, _reason, "
        f"_first_file, _first_row FROM staged WHERE _reason IS NOT NULL"
    )
    connection.execute("DELETE FROM staged WHERE _reason IS NOT NULL")


def rejected_of(connection: "DuckDBPyConnection", source: Source, paths: list[Path]) -> pa.Table:
    """Return the REJECTED rows of everything in ``rejections`` and ``unreadable``.

    Parameters
    ----------
    connection
        Database of the load.
    source
        Source that was read.
    paths
        Its files, those of lookups last. The reason names the file where there are several.
    """
    connection.register("line_of", _lines(connection, source, paths))
    connection.register("files", _names(paths))
    return connection.sql(
        f"SELECT DISTINCT {literal(source.name)} AS source, * FROM ("
        f"SELECT r.\"into\", l.line, files.prefix || r._reason || coalesce(f.line::VARCHAR, '') "
        f"AS reason, raw._record AS record FROM rejections r "
        f"JOIN raw_records raw USING (_file, _row) "
        f"JOIN files ON files.file = r._file "
        f"LEFT JOIN line_of l ON l.file = r._file AND l.row = r._row "
        f"LEFT JOIN line_of f ON f.file = r._first_file AND f.row = r._first_row "
        f"UNION ALL SELECT {literal(NO_RECORD)}, line, prefix || reason, record "
        f"FROM unreadable JOIN files USING (file))"
    ).to_arrow_table()


def _lines(connection: "DuckDBPyConnection", source: Source, paths: list[Path]) -> pa.Table:
    """Return the line of every record that a rejection is about: ``file``, ``row``, ``line``."""
    asked = connection.execute(
        "SELECT _file, list(DISTINCT _row) FROM (SELECT _file, _row FROM rejections UNION ALL "
        "SELECT _first_file, _first_row FROM rejections WHERE _first_row IS NOT NULL) GROUP BY ALL"
    ).fetchall()
    unreadable = dict(
        connection.execute("SELECT file, list(line) FROM unreadable GROUP BY file").fetchall()
    )
    found = [
        (file, row, line)
        for file, rows in asked
        for row, line in source.lines_of(
            paths[file], rows, frozenset(unreadable.get(file, ()))
        ).items()
    ]
    columns = zip(*found, strict=True) if found else ([], [], [])
    return pa.table(
        [pa.array(column, pa.int64()) for column in columns], names=["file", "row", "line"]
    )


def _names(paths: list[Path]) -> pa.Table:
    prefixes = [f"{path.name}: " if len(paths) > 1 else "" for path in paths]
    return pa.table({"file": pa.array(range(len(paths)), pa.int64()), "prefix": prefixes})
