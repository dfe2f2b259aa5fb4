"""The records of all files of a source, with the columns of its lookups, as one view."""

from pathlib import Path
from typing import TYPE_CHECKING

from patron.config import did_you_mean
from patron.errors import ConfigError, SourceError
from patron.lake.database import first_line, quoted
from patron.sources.base import OURS, Lookup, Source
from patron.sources.expression import CAST, check_columns, check_form
from patron.sources.files import locate

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def open_records(connection: "DuckDBPyConnection", source: Source, raw: Path) -> list[Path]:
    """Return the files of `source`, having made the views ``raw_records`` and ``records``.

    Both have a row for each record: the first with the columns of the files, ``_file``, ``_row``,
    ``_record`` (JSON text) and ``_content_id``; the second also with those of the lookups, and
    without the records that ``where`` leaves out. If all files are empty there are no columns but
    ours and no rows. The table ``unreadable`` has
    the lines that are not records.

    Raises
    ------
    SourceError
        If a file is missing or unreadable, or a lookup would multiply the records.
    ConfigError
        If a lookup is by a column that is not there, or ``where`` is no condition.
    """
    connection.execute(
        "CREATE TEMP TABLE unreadable (file INT, line BIGINT, reason VARCHAR, record VARCHAR)"
    )
    paths = locate(source, source.file, raw)
    connection.execute(
        f"CREATE TEMP VIEW raw_records AS SELECT *, md5(_record) || '-' || row_number() OVER "
        f"(PARTITION BY md5(_record) ORDER BY _file, _row) AS _content_id "
        f"FROM ({_scan_all(connection, source, paths, 0)})"
    )
    joined = "raw_records"
    for lookup in source.lookup:
        files = locate(source, lookup.file, raw)
        joined = _join(connection, source, lookup, files, len(paths), joined)
        paths = [*paths, *files]
    wanted = _wanted(connection, source, joined, paths[0])
    connection.execute(f"CREATE TEMP VIEW records AS FROM {joined} WHERE {wanted}")
    return paths


def columns_of(connection: "DuckDBPyConnection", view: str) -> list[str]:
    """Return the columns of `view` that are the source's own."""
    described = connection.execute(f"DESCRIBE {view}").fetchall()
    return [row[0] for row in described if row[0] not in OURS]


def _wanted(connection: "DuckDBPyConnection", source: Source, view: str, path: Path) -> str:
    """Return SQL of whether a record is wanted."""
    import duckdb

    columns = columns_of(connection, view)
    if source.where is None or not columns:
        return "true"
    place = f"{source.name}: where"
    tree = check_form(connection, source.where, place)
    check_columns(tree, columns, f"{place}: {path}")
    try:
        [(_, found, *_)] = connection.execute(
            f"DESCRIBE SELECT (\n{source.where}\n) FROM {view}"
        ).fetchall()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise ConfigError(f"{place}: {first_line(error).rstrip('.')}. {CAST}") from error
    if found != "BOOLEAN":
        raise ConfigError(
            f"{place}: {source.where!r} is {found}, but must be true or false, "
            f"as in end_date IS NOT NULL."
        )
    struct = f"TRY({{'v': (\n{source.where}\n)}})"
    return f"CASE WHEN {struct} IS NULL THEN true ELSE coalesce(({struct}).v, false) END"


def _scan_all(
    connection: "DuckDBPyConnection", source: Source, paths: list[Path], first: int
) -> str:
    scans = [
        f"SELECT {number} AS _file, * FROM ({scan})"
        for number, path in enumerate(paths, start=first)
        if (scan := source.scan(connection, path, number)) is not None
    ]
    nothing = "SELECT 0 AS _file, 0::BIGINT AS _row, ''::VARCHAR AS _record WHERE false"
    return " UNION ALL BY NAME ".join(scans) if scans else nothing


def _join(
    connection: "DuckDBPyConnection",
    source: Source,
    lookup: Lookup,
    files: list[Path],
    first: int,
    records: str,
) -> str:
    """Return the name of a view of `records` with the columns of a lookup."""
    partners = f"partners_{first}"
    scans = _scan_all(connection, source, files, first)
    connection.execute(f"CREATE TEMP VIEW {partners}_found AS {scans}")
    _check_columns(connection, source, lookup, records, f"{partners}_found")
    by = ", ".join(map(quoted, lookup.by))
    only_first = f"QUALIFY row_number() OVER (PARTITION BY {by} ORDER BY _file, _row) = 1"
    # Only what the records ask for is kept: the other file may be far larger than they are.
    connection.execute(
        f"CREATE TEMP TABLE {partners} AS SELECT * EXCLUDE (_file, _row, _record) "
        f"FROM {partners}_found SEMI JOIN {records} USING ({by}) "
        f"{only_first if lookup.keep_first else ''}"
    )
    _check_no_repeat(connection, source, lookup, partners)
    connection.execute(
        f"CREATE TEMP VIEW {partners}_joined AS SELECT r.*, l.* EXCLUDE ({by}) "
        f"FROM {records} r LEFT JOIN {partners} l USING ({by})"
    )
    return f"{partners}_joined"


def _check_columns(
    connection: "DuckDBPyConnection", source: Source, lookup: Lookup, records: str, found: str
) -> None:
    ours, theirs = columns_of(connection, records), columns_of(connection, found)
    for columns, file in ((ours, source.file), (theirs, lookup.file)):
        for name in lookup.by:
            if name not in columns:
                hint = did_you_mean(name, columns) or f"; its columns are: {', '.join(columns)}"
                raise ConfigError(
                    f"{source.name}: lookup by {name!r}: {file} has no such column{hint}."
                )
    both = sorted((set(ours) & set(theirs)) - set(lookup.by))
    if both:
        raise ConfigError(
            f"{source.name}: lookup {lookup.file} has the column(s) {both}, which the records "
            f"have already; add them to `by` or rename them in the file."
        )


def _check_no_repeat(
    connection: "DuckDBPyConnection", source: Source, lookup: Lookup, partners: str
) -> None:
    by = ", ".join(map(quoted, lookup.by))
    repeated = connection.execute(
        f"SELECT COLUMNS(*)::VARCHAR FROM (SELECT {by}, count(*) AS times FROM {partners} "
        f"GROUP BY {by} HAVING times > 1 ORDER BY ALL LIMIT 1)"
    ).fetchall()
    if repeated:
        *values, times = repeated[0]
        key = ", ".join(f"{name} {value}" for name, value in zip(lookup.by, values, strict=True))
        raise SourceError(
            f"{source.name}: lookup {lookup.file} has {times} rows for {key}, which would "
            f"multiply the records. Correct the file, add a column to `by`, or write "
            f"keep_first: true to take the first."
        )
