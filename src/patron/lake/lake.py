"""The lake: one Delta table for each table of the schema.

Delta gives every state a version and makes a write happen wholly or not at all; DuckDB compares,
filters and joins with bounded memory; Arrow carries the rows between them and out.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from patron.errors import LakeError
from patron.lake import commit, delta
from patron.lake.changes import Written, compare_by_key, keep_others, same_content
from patron.lake.database import database, first_line, quoted
from patron.lake.incoming import Rows, put_aside
from patron.lake.lock import writing
from patron.lake.origin import read_origin, write_origin
from patron.lake.views import view_of
from patron.schema import TABLES, Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Lake", "Written"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lake:
    """Tables under one folder, each in versions counted from 0.

    Writers in several processes wait for each other; readers never wait. Rows given to `replace`
    are read back in the order given; `append` promises no order.

    Parameters
    ----------
    folder
        Where the tables lie, one folder each; it is made by the first write.
    memory
        Most memory that a query may use, such as ``2GB``; what is beyond is spilled to disk.
    threads
        Number of threads that a query may use; None is every core.
    """

    folder: Path
    memory: str | None = None
    threads: int | None = None

    def version(self, table: Table) -> int | None:
        """Return the newest version of `table`, None if it does not exist."""
        stored = delta.newest(self._folder_of(table))
        return None if stored is None else int(stored.version())

    def versions(self) -> dict[str, int]:
        """Return the newest version by name of every table that exists."""
        found = {table.name: self.version(table) for table in TABLES}
        return {name: version for name, version in found.items() if version is not None}

    def made_from(self, table: Table) -> dict[str, str]:
        """Return what the newest version of `table` was made from, as `replace` was told.

        Empty if it was told nothing, or if the table was written since.
        """
        return read_origin(self._folder_of(table), self.version(table))

    def read(
        self,
        table: Table,
        version: int | None = None,
        columns: Sequence[str] | None = None,
        where: str | None = None,
    ) -> pa.Table:
        """Return the rows of `table`; none if it does not exist.

        Parameters
        ----------
        table
            What to read.
        version
            Version to read; None is the newest.
        columns
            Names of the columns wanted; None is all, in the declared order.
        where
            Condition in SQL that rows must meet, such as ``kind = 'purchase'``.

        Raises
        ------
        LakeError
            If there is no such version or column, the condition cannot be understood, or the
            files cannot be read.
        """
        import duckdb

        stored = self._stored(table, version)
        if stored is None and columns is None and where is None:
            return table.empty()
        selected = "*" if columns is None else ", ".join(quoted(name) for name in columns)
        condition = f" WHERE {where}" if where is not None else ""
        with database(self.memory, self.threads) as connection:
            with delta.readable(self._folder_of(table)):
                connection.execute(f"CREATE VIEW stored AS {view_of(table, stored)}")
            try:
                with delta.readable(self._folder_of(table)):
                    return connection.sql(
                        f"SELECT {selected} FROM stored{condition}"
                    ).to_arrow_table()
            except duckdb.Error as error:
                raise LakeError(
                    f"{table.name} cannot be read with columns {columns} where {where!r}: "
                    f"{first_line(error)}"
                ) from error

    def files(self, table: Table, version: int | None = None) -> list[Path]:
        """Return the Parquet files of `table`, those of one write in the order of its rows.

        For readers that decode Parquet themselves; a file never changes once it is written.

        Raises
        ------
        LakeError
            If there is no such version.
        """
        stored = self._stored(table, version)
        return [] if stored is None else [Path(file) for file in delta.files(stored)]

    def read_coded(
        self, table: Table, columns: Sequence[str], coded: Sequence[str], version: int | None = None
    ) -> pa.Table:
        """Return columns of `table`, some of them as codes of their values.

        Nothing is decoded only to be coded again, which matters where few values come often.

        Parameters
        ----------
        columns
            Names of the columns wanted.
        coded
            Those of them, all texts, that come as dictionaries.
        version
            Version to read; None is the newest.

        Raises
        ------
        LakeError
            If there is no such version, or the files cannot be read.
        """
        import pyarrow.parquet as pq

        files = self.files(table, version)
        if not files:
            return table.empty().select(columns)
        with delta.readable(self._folder_of(table)):
            return pa.concat_tables(
                pq.read_table(file, columns=list(columns), read_dictionary=list(coded))
                for file in files
            )

    def append(self, table: Table, rows: Rows) -> Written:
        """Return how many rows were added, changed and there already.

        A row whose key is not in the table is added; one whose key is there with other content
        replaces it; one that is there already is not written again, so that loading the same
        rows twice changes nothing. Where there is nothing to write the version stays.

        Parameters
        ----------
        table
            Where the rows belong.
        rows
            A table, or a stream, of which no more is held in memory than `memory` allows.

        Raises
        ------
        SchemaError
            If the rows are not what `table` declares, or repeat a key among themselves.
        LakeError
            If the lake cannot be written.
        """
        folder = self._folder_of(table)
        with database(self.memory, self.threads) as connection:
            put_aside(connection, table, rows)
            with writing(self.folder), delta.readable(folder):
                stored = delta.newest(folder)
                connection.execute(f"CREATE VIEW stored AS {view_of(table, stored)}")
                written = compare_by_key(connection, table)
                if written.changed:
                    commit.merge(connection, "outgoing", folder, table.key)
                elif written.added:
                    commit.add(connection, "outgoing", folder, "append")
        log.debug("lake: %s: %s", table.name, written)
        return written

    def replace(
        self,
        table: Table,
        rows: Rows,
        made_from: Mapping[str, str] | None = None,
        of_source: str | None = None,
    ) -> bool:
        """Return whether `table` now has other content than before.

        The rows given become the whole table. If they are those that it has, in whatever order,
        nothing is written and the version stays.

        Parameters
        ----------
        table
            Derived table to write.
        rows
            All its rows.
        made_from
            What they were made from, such as versions of other tables and fingerprints of
            configuration, for `made_from` to return.
        of_source
            Source whose rows are replaced, where those of the others are to stay.

        Raises
        ------
        SchemaError
            If the rows are not what `table` declares, or repeat a key.
        LakeError
            If the lake cannot be written.
        """
        folder = self._folder_of(table)
        with database(self.memory, self.threads) as connection:
            put_aside(connection, table, rows)
            with writing(self.folder), delta.readable(folder):
                stored = delta.newest(folder)
                connection.execute(f"CREATE VIEW stored AS {view_of(table, stored)}")
                if of_source is not None:
                    keep_others(connection, of_source)
                differs = stored is None or not same_content(connection)
                if differs:
                    commit.add(connection, "incoming", folder, "overwrite")
                write_origin(folder, self.version(table), made_from or {})
        return differs

    @contextmanager
    def connection(
        self, versions: Mapping[str, int] | None = None
    ) -> Iterator["DuckDBPyConnection"]:
        """Return a DuckDB connection with one view for each table of the schema.

        Each view stays at the version that it had when the connection was opened. Fetch results
        with ``to_arrow_table()``; times are UTC.

        Parameters
        ----------
        versions
            Version by table name, where not the newest is wanted.

        Raises
        ------
        LakeError
            If a name or version does not exist, or a table cannot be read.
        """
        wanted = dict(versions or {})
        strange = set(wanted) - {table.name for table in TABLES}
        if strange:
            raise LakeError(
                f"{self.folder} has no table(s) {sorted(strange)}; "
                f"the tables are {[table.name for table in TABLES]}."
            )
        with database(self.memory, self.threads) as connection:
            for table in TABLES:
                stored = self._stored(table, wanted.get(table.name))
                with delta.readable(self._folder_of(table)):
                    connection.execute(f"CREATE VIEW {table.name} AS {view_of(table, stored)}")
            yield connection

    def _folder_of(self, table: Table) -> Path:
        return self.folder / table.name

    def _stored(self, table: Table, version: int | None) -> Any:
        folder = self._folder_of(table)
        return delta.newest(folder) if version is None else delta.at_version(folder, version)
