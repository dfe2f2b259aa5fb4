"""What a table is: name, columns and key, and how rows are checked against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import SchemaError

TEXT = pa.string()
TIME = pa.timestamp("us", tz="UTC")
REAL = pa.float64()
WHOLE = pa.int64()
FLAG = pa.bool_()


@dataclass(frozen=True)
class Table:
    """Name, columns and key of one table.

    Parameters
    ----------
    name
        How messages, folders and queries call the table.
    columns
        Type by column name, in order.
    key
        Columns whose values together identify a row.
    required
        Further columns that must not be null; those of the key never may.
    open_ended
        Whether further numeric columns may follow (one per feature).
    """

    name: str
    columns: Mapping[str, pa.DataType]
    key: tuple[str, ...]
    required: tuple[str, ...] = ()
    open_ended: bool = False

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def schema(self) -> pa.Schema:
        """The columns as an Arrow schema, without those that may follow."""
        return pa.schema(list(self.columns.items()))

    def empty(self) -> pa.Table:
        """Return the table without rows."""
        return pa.Table.from_batches([], self.schema)

    def of(self, rows: Iterable[Mapping[str, object]]) -> pa.Table:
        """Return a checked table of rows given as mappings; what is left out is null."""
        rows = list(rows)
        strange = {name for row in rows for name in row} - set(self.columns)
        if strange and not self.open_ended:
            raise SchemaError(f"{self.name} has no column(s) {sorted(strange)}.")
        names = [*self.columns, *sorted(strange)]
        return self.check(pa.table({name: [row.get(name) for row in rows] for name in names}))

    def check(self, rows: pa.Table) -> pa.Table:
        """Return `rows` in this table's column order and types.

        Raises
        ------
        SchemaError
            If a column is missing, unexpected, null where it must not be or not convertible,
            or a key repeats. The column and what was found are named.
        """
        missing = [name for name in self.columns if name not in rows.column_names]
        if missing:
            raise SchemaError(
                f"{self.name} lacks the column(s) {missing}; found {rows.column_names}."
            )
        extra = [name for name in rows.column_names if name not in self.columns]
        if extra and not self.open_ended:
            raise SchemaError(
                f"{self.name} has no column(s) {extra}; its columns are {list(self.columns)}."
            )
        types = {**self.columns, **dict.fromkeys(extra, REAL)}
        columns = {name: self._cast(rows[name], name, type_) for name, type_ in types.items()}
        checked = pa.table(columns)
        self._check_nulls(checked)
        self._check_key(checked)
        return checked

    def _cast(self, column: pa.ChunkedArray, name: str, type_: pa.DataType) -> pa.ChunkedArray:
        try:
            return column if column.type == type_ else column.cast(type_)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise SchemaError(
                f"{self.name}.{name} is {column.type}, but must be {type_}: {error}."
            ) from error

    def _check_nulls(self, rows: pa.Table) -> None:
        for name in self.required or self.key:
            nulls = rows[name].null_count
            if nulls:
                raise SchemaError(f"{self.name}.{name} is null in {nulls} row(s).")

    def _check_key(self, rows: pa.Table) -> None:
        if not self.key or rows.num_rows < 2:
            return
        distinct = rows.group_by(list(self.key)).aggregate([]).num_rows
        if distinct < rows.num_rows:
            raise SchemaError(
                f"{self.name} repeats {self.key} in {rows.num_rows - distinct} row(s)."
            )


def utc(times: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return times as microseconds since 1970 (int64), for arithmetic."""
    return pc.cast(times, pa.int64())
