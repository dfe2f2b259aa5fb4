"""One Delta table on disk: its versions, files and columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa

from patron.errors import LakeError
from patron.lake.database import first_line

if TYPE_CHECKING:
    from deltalake import DeltaTable


def exists(folder: Path) -> bool:
    """Return whether `folder` holds a Delta table with at least one version.

    Files without a log are what a first write left that did not finish; they count as nothing.
    """
    return any((folder / "_delta_log").glob("*.json"))


def newest(folder: Path) -> "DeltaTable | None":
    """Return the Delta table in `folder` at its newest version, None where there is none."""
    from deltalake import DeltaTable

    if not exists(folder):
        return None
    with readable(folder):
        return DeltaTable(folder)


def at_version(folder: Path, version: int) -> "DeltaTable":
    """Return the Delta table in `folder` as it was at `version`.

    Raises
    ------
    LakeError
        If there is no such version; those that there are are named.
    """
    from deltalake import DeltaTable

    table = newest(folder)
    if table is None:
        raise LakeError(f"{folder} has no version {version}: the table does not exist.")
    with readable(folder):
        there = sorted(entry["version"] for entry in table.history())
    if version not in there:
        raise LakeError(f"{folder} has no version {version}; it has {_spans(there)}.")
    with readable(folder):
        return DeltaTable(folder, version=version)


def files(table: "DeltaTable") -> list[str]:
    """Return the Parquet files of a Delta table, those of one write in the order of its rows."""
    return sorted(unquote(uri).removeprefix("file://") for uri in table.file_uris())


def columns(table: "DeltaTable") -> list[str]:
    """Return the names of a Delta table's columns, in order."""
    return [field.name for field in table.schema().fields]


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Turn what goes wrong in reading or writing `folder` into a LakeError.

    Raises
    ------
    LakeError
        With the folder, what was found, and what to do.
    """
    try:
        yield
    except Exception as error:
        # Loaded when something went wrong, since reading alone needs no DuckDB.
        import duckdb
        from deltalake.exceptions import DeltaError

        if isinstance(error, duckdb.OutOfMemoryException):
            raise LakeError(
                f"{folder} needs more memory than DuckDB may use: {first_line(error)}. "
                f"Allow more, as in Lake(folder, memory='4GB')."
            ) from error
        damage = (
            DeltaError,
            duckdb.IOException,
            duckdb.InvalidInputException,
            pa.ArrowException,
            OSError,
        )
        if isinstance(error, damage):
            raise LakeError(
                f"{folder} cannot be read or written: {first_line(error)}. If the folder is "
                f"damaged, restore it from a copy, or remove it (and `loads` beside it) and build "
                f"again."
            ) from error
        raise


def _spans(versions: list[int]) -> str:
    if len(versions) == 1:
        return f"only {versions[0]}"
    return f"{versions[0]} to {versions[-1]}"
