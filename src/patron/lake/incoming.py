"""Rows on their way into the lake: put aside, in the declared types, and checked."""

from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from patron.errors import SchemaError
from patron.lake.database import SQL_TYPES, first_line, quoted
from patron.schema import REAL, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows: TypeAlias = "pa.Table | pa.RecordBatchReader"


def put_aside(connection: "DuckDBPyConnection", table: Table, rows: Rows) -> None:
    """Store `rows` as the DuckDB table ``incoming``, which may spill to disk.

    Raises
    ------
    SchemaError
        If a column is missing, unexpected, null where it must not be or not convertible,
        or a key repeats. The column and what was found are named.
    """
    import duckdb

    table.check(rows.schema.empty_table())
    names = [*table.columns, *(name for name in rows.schema.names if name not in table.columns)]
    selected = ", ".join(
        f"CAST({quoted(name)} AS {SQL_TYPES[table.columns.get(name, REAL)]}) AS {quoted(name)}"
        for name in names
    )
    connection.register("given", rows)
    try:
        connection.execute(f"CREATE TEMP TABLE incoming AS SELECT {selected} FROM given")
    except duckdb.ConversionException as error:
        raise SchemaError(f"{table.name} does not take these rows: {first_line(error)}.") from error
    finally:
        connection.unregister("given")
    _check_nulls(connection, table)
    _check_key(connection, table)


def _check_nulls(connection: "DuckDBPyConnection", table: Table) -> None:
    names = table.required or table.key
    counts = ", ".join(f"count(*) - count({quoted(name)})" for name in names)
    found = connection.execute(f"SELECT {counts} FROM incoming").fetchall()[0]
    for name, nulls in zip(names, found, strict=True):
        if nulls:
            raise SchemaError(f"{table.name}.{name} is null in {nulls} row(s).")


def _check_key(connection: "DuckDBPyConnection", table: Table) -> None:
    key = ", ".join(quoted(name) for name in table.key)
    [(repeated,)] = connection.execute(
        f"SELECT coalesce(sum(times - 1), 0)::BIGINT FROM "
        f"(SELECT count(*) AS times FROM incoming GROUP BY {key})"
    ).fetchall()
    if repeated:
        raise SchemaError(f"{table.name} repeats {table.key} in {repeated} row(s).")
