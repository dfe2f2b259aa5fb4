"""DuckDB as the lake uses it: in memory, in UTC, spilling where it may, silent."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.errors import LakeError
from patron.schema import FLAG, REAL, TEXT, TIME, WHOLE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL_TYPES: dict[pa.DataType, str] = {
    TEXT: "VARCHAR",
    TIME: "TIMESTAMPTZ",
    REAL: "DOUBLE",
    WHOLE: "BIGINT",
    FLAG: "BOOLEAN",
}


@contextmanager
def database(
    memory: str | None = None, threads: int | None = None
) -> Iterator["DuckDBPyConnection"]:
    """Return a DuckDB database in memory that lives as long as the ``with`` block.

    What does not fit in memory is spilled to a folder of its own under the system's temporary
    folder (set ``TMPDIR`` for another), which goes with the block.

    Parameters
    ----------
    memory
        Most memory to use, such as ``2GB``; None leaves DuckDB's default, 80 % of the machine's.
    threads
        Number of threads; None uses every core.

    Raises
    ------
    LakeError
        If `memory` or `threads` is nothing that DuckDB understands.
    """
    import duckdb

    with TemporaryDirectory(prefix="patron-", ignore_cleanup_errors=True) as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": spill,
            # Nothing is ever fetched from elsewhere.
            "autoinstall_known_extensions": False,
        }
        if memory is not None:
            config["memory_limit"] = memory
        if threads is not None:
            config["threads"] = threads
        try:
            connection = duckdb.connect(":memory:", config=config)
        except duckdb.Error as error:
            raise LakeError(
                f"memory {memory!r} and threads {threads!r} are refused by DuckDB; "
                f"write for example '2GB' and 2: {first_line(error)}"
            ) from error
        try:
            connection.execute("SET TimeZone = 'UTC'")
            # In Jupyter without ipywidgets the bar is off, and DuckDB refuses to be told so.
            shown = connection.execute("SELECT current_setting('enable_progress_bar')").fetchall()
            if shown == [(True,)]:
                connection.execute("SET enable_progress_bar = false")
            yield connection
        finally:
            connection.close()


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return `text` as an SQL text constant."""
    return "'" + text.replace("'", "''") + "'"


def file_list(paths: list[str]) -> str:
    """Return an SQL list of file names in which no character is a wildcard."""
    return "[" + ", ".join(literal(_without_wildcards(path)) for path in paths) + "]"


def _without_wildcards(path: str) -> str:
    return "".join(f"[{letter}]" if letter in "[*?" else letter for letter in path)


def first_line(error: Exception) -> str:
    """Return the first line of an error's message: what follows is for its own developers."""
    return str(error).strip().split("\n", maxsplit=1)[0]
