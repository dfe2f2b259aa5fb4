"""Rows of one load that have the same key: one stays, the others are repeated or rejected."""

from typing import TYPE_CHECKING

from patron.lake.database import literal, quoted
from patron.schema import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def earliest_counts(table: Table) -> bool:
    """Return whether rows of the same key are the same fact, known since the earliest of them.

    So it is where a key has but one further column, ``known_at``.
    """
    return set(table.columns) - set(table.key) == {"known_at"}


def settle(connection: "DuckDBPyConnection", table: Table) -> int:
    """Return how many rows of ``staged`` repeated another wholly and were taken out.

    Of rows with the same key the first in the files stays. Those with other content get a reason
    and ``_first_file`` and ``_first_row``, the place of the first.
    """
    key = ", ".join(quoted(name) for name in table.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE shared AS SELECT {key} FROM staged WHERE _reason IS NULL "
        f"GROUP BY {key} HAVING count(*) > 1"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE later AS SELECT * FROM ("
        f"SELECT staged.rowid AS number, first_value(staged.rowid) OVER same AS first "
        f"FROM staged SEMI JOIN shared USING ({key}) WHERE _reason IS NULL "
        f"WINDOW same AS (PARTITION BY {key} ORDER BY _file, _row)) WHERE number <> first"
    )
    rest = [quoted(name) for name in table.columns if name not in table.key]
    differs = " OR ".join(f"staged.{name} IS DISTINCT FROM f.{name}" for name in rest) or "false"
    reason = literal(f"{', '.join(table.key)}: the same as, but otherwise another than, line ")
    connection.execute(
        f"UPDATE staged SET _reason = {reason}, _first_file = f._file, _first_row = f._row "
        f"FROM later, staged f WHERE staged.rowid = later.number AND f.rowid = later.first "
        f"AND ({differs})"
    )
    [(repeated,)] = connection.execute(
        "DELETE FROM staged USING later WHERE staged.rowid = later.number AND _reason IS NULL"
    ).fetchall()
    return int(repeated)
