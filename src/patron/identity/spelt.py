"""Identifiers in one spelling, each with the reason why it proves nothing, where there is one."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.identity.worthless import find_worthless
from patron.lake.database import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPELT = """
CREATE TEMP VIEW spelt AS
SELECT source, account, id_type, s.value, known_at, w.reason
FROM identifiers JOIN spelling AS s USING (id_type, id_value)
LEFT JOIN worthless AS w ON w.id_type = identifiers.id_type AND w.id_value = s.value
"""
HOLDERS = """
SELECT id_type, s.value AS id_value, count(DISTINCT row(source, account)) AS accounts
FROM identifiers JOIN spelling AS s USING (id_type, id_value) GROUP BY ALL
"""


def spell_identifiers(
    connection: "DuckDBPyConnection", rules: IdentityRules, types: Collection[str] | None = None
) -> None:
    """Make the view ``spelt``: source, account, id_type, value, known_at, reason.

    `reason` says why the value is worthless (see `find_worthless`), and is null where it is not.

    Parameters
    ----------
    connection
        Connection to the lake.
    rules
        In which country phone numbers are, and which words stand for nothing.
    types
        Id types that are wanted; None is all.
    """
    wanted = "true"
    if types is not None:
        wanted = f"id_type IN ({', '.join(map(literal, types)) or 'NULL'})"
    query = f"SELECT DISTINCT id_type, id_value FROM identifiers WHERE {wanted}"
    distinct = connection.sql(query).to_arrow_table()
    value = clean(distinct["id_type"], distinct["id_value"], rules.country)
    connection.register("spelling", distinct.append_column("value", value))
    worthless = find_worthless(connection.sql(HOLDERS).to_arrow_table(), rules)
    connection.register("worthless", worthless.select(["id_type", "id_value", "reason"]))
    connection.execute(SPELT)
