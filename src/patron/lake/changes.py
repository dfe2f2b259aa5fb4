"""What incoming rows would change in a table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patron.lake.database import quoted
from patron.schema import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Written:
    """How many rows a write added, changed, and found there already."""

    added: int = 0
    changed: int = 0
    repeated: int = 0

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.changed:,} changed, {self.repeated:,} repeated"


def compare_by_key(connection: "DuckDBPyConnection", table: Table) -> Written:
    """Return how many rows of ``incoming`` are new, changed, and in ``stored`` already.

    The rows to be written are left in the view ``outgoing``.
    """
    [(total,)] = connection.execute("SELECT count(*) FROM incoming").fetchall()
    [(there,)] = connection.execute("SELECT count(*) FROM (FROM stored LIMIT 1)").fetchall()
    if not there:
        connection.execute("CREATE TEMP VIEW outgoing AS FROM incoming")
        return Written(added=total)
    rest = [name for name in table.columns if name not in table.key]
    differs = " OR ".join(f"i.{quoted(n)} IS DISTINCT FROM s.{quoted(n)}" for n in rest)
    connection.execute(
        f"CREATE TEMP TABLE compared AS "
        f"SELECT i.rowid AS number, s.is_there IS NULL AS is_new, {differs or 'false'} AS differs "
        f"FROM incoming i LEFT JOIN (SELECT *, true AS is_there FROM stored) s "
        f"ON {_same_key(table, 'i', 's')}"
    )
    connection.execute(
        "CREATE TEMP VIEW outgoing AS SELECT i.* FROM incoming i JOIN compared c "
        "ON i.rowid = c.number WHERE c.is_new OR c.differs"
    )
    [(added, changed)] = connection.execute(
        "SELECT count(*) FILTER (is_new), count(*) FILTER (differs AND NOT is_new) FROM compared"
    ).fetchall()
    return Written(added, changed, total - added - changed)


def keep_others(connection: "DuckDBPyConnection", source: str) -> None:
    """Add the rows that ``stored`` has of other sources to ``incoming``."""
    connection.execute(
        "INSERT INTO incoming BY NAME SELECT * FROM stored WHERE source IS DISTINCT FROM $1",
        [source],
    )


def same_content(connection: "DuckDBPyConnection") -> bool:
    """Return whether ``incoming`` and ``stored`` hold the same rows, in whatever order.

    Compared are columns, counts and sums of 64-bit hashes, in one pass over each.
    """
    names = {name: _columns(connection, name) for name in ("incoming", "stored")}
    if names["incoming"] != names["stored"]:
        return False
    columns = ", ".join(quoted(name) for name in names["stored"])
    first, second = (
        connection.execute(
            f"SELECT count(*), sum(hash({columns}))::VARCHAR, bit_xor(hash({columns}))::VARCHAR "
            f"FROM {name}"
        ).fetchall()
        for name in ("incoming", "stored")
    )
    return bool(first == second)


def _same_key(table: Table, one: str, other: str) -> str:
    return " AND ".join(
        f"({one}.{quoted(name)} IS NOT DISTINCT FROM {other}.{quoted(name)})" for name in table.key
    )


def _columns(connection: "DuckDBPyConnection", name: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
