"""Rows of DuckDB as one commit to a Delta table.

DuckDB writes the Parquet file and Delta takes it in. Its own writer would need a third of the
memory again, makes files three times as large, and does not keep the order of the rows.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import pyarrow as pa

from patron.lake import delta
from patron.lake.database import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def add(
    connection: "DuckDBPyConnection",
    rows: str,
    folder: Path,
    mode: Literal["append", "overwrite"],
) -> None:
    """Commit rows to the Delta table in `folder`, which is made if it does not exist.

    Parameters
    ----------
    connection
        Where the rows are.
    rows
        Table or view of `connection`.
    folder
        The Delta table.
    mode
        Whether the rows follow what is there or take its place.
    """
    from deltalake import Schema

    schema = _schema(connection, rows)
    table = _opened(folder, schema)
    file = _write_file(connection, rows, folder)
    table.create_write_transaction([file], mode, Schema.from_arrow(schema), [])


def merge(connection: "DuckDBPyConnection", rows: str, folder: Path, key: tuple[str, ...]) -> None:
    """Commit rows that replace those of the same key, and further ones, to an existing table."""
    columns = [f"(i.{quoted(name)} IS NOT DISTINCT FROM s.{quoted(name)})" for name in key]
    (
        _opened(folder, _schema(connection, rows))
        .merge(
            connection.sql(f"FROM {rows}").to_arrow_reader(),
            predicate=" AND ".join(columns),
            source_alias="i",
            target_alias="s",
        )
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .execute()
    )


def _schema(connection: "DuckDBPyConnection", rows: str) -> pa.Schema:
    schema: pa.Schema = connection.sql(f"FROM {rows} LIMIT 0").to_arrow_table().schema
    return schema


def _opened(folder: Path, schema: pa.Schema) -> Any:
    """Return the table, made without rows if need be, with every column of `schema`."""
    from deltalake import DeltaTable, Schema

    table = delta.newest(folder)
    if table is None:
        folder.mkdir(parents=True, exist_ok=True)
        return DeltaTable.create(folder, schema=schema)
    there = set(delta.columns(table))
    later = pa.schema([field for field in schema if field.name not in there])
    if len(later):
        table.alter.add_columns(Schema.from_arrow(later).fields)
    return table


def _write_file(connection: "DuckDBPyConnection", rows: str, folder: Path) -> Any:
    from deltalake.transaction import AddAction

    path = folder / f"part-{uuid4()}.zstd.parquet"
    [(count,)] = connection.execute(
        f"COPY (FROM {rows}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchall()
    written = path.stat()
    return AddAction(
        path=path.name,
        size=written.st_size,
        partition_values={},
        modification_time=int(written.st_mtime * 1000),
        data_change=True,
        stats=json.dumps({"numRecords": count}),
    )
