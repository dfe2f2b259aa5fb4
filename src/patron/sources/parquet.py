"""Sources that keep Parquet files."""

from pathlib import Path
from typing import TYPE_CHECKING

from patron.errors import SourceError
from patron.lake.database import file_list, first_line, literal, quoted
from patron.sources.base import Source, distinct

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Parquet(Source):
    """A source that keeps Parquet files; columns have the types that they have there.

    Parts of nested columns are reached with a point, such as ``customer.id``.
    """

    def scan(self, connection: "DuckDBPyConnection", path: Path, number: int) -> str | None:
        """Return a query of the records in one file, read when they are asked for."""
        import duckdb

        rows = f"read_parquet({file_list([str(path)])})"
        try:
            found = connection.execute(f"DESCRIBE FROM {rows}").fetchall()
        except duckdb.Error as error:
            raise SourceError(f"{path} is not a Parquet file: {first_line(error)}.") from error
        distinct([row[0] for row in found], path)
        record = ", ".join(f"{literal(row[0])}: {quoted(row[0])}" for row in found)
        columns = ", ".join(quoted(row[0]) for row in found)
        return (
            f"SELECT file_row_number + 1 AS _row, to_json({{{record}}}) AS _record, {columns} "
            f"FROM {rows}"
        )
