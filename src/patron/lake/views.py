"""SQL that shows a table of the lake as the schema declares it, at one version."""

from typing import TYPE_CHECKING

from patron.lake import delta
from patron.lake.database import SQL_TYPES, file_list, quoted
from patron.schema import REAL, Table

if TYPE_CHECKING:
    from deltalake import DeltaTable


def view_of(table: Table, stored: "DeltaTable | None") -> str:
    """Return a query of all rows of `table`.

    Columns that were declared after the rows were written are null. A table that does not
    exist, and one whose every row was deleted, has the declared columns and no rows.

    Parameters
    ----------
    table
        Declaration.
    stored
        The Delta table at the version wanted, None where there is none.
    """
    found = delta.columns(stored) if stored is not None else []
    files = delta.files(stored) if stored is not None else []
    types = dict(table.columns)
    if table.open_ended:
        types |= {name: REAL for name in found if name not in types}
    selected = ", ".join(
        f"CAST({quoted(name) if files and name in found else 'NULL'} AS {SQL_TYPES[type_]}) "
        f"AS {quoted(name)}"
        for name, type_ in types.items()
    )
    if not files:
        return f"SELECT {selected} WHERE false"
    return f"SELECT {selected} FROM read_parquet({file_list(files)}, union_by_name = true)"
