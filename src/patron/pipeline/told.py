"""What the cards of customers tell beside history and scores, out of the lake.

The card that `patron customer` prints and the one that the service answers with are made from the
same rows, so both say the same.
"""

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.clean import clean
from patron.pipeline.known_as import Slice
from patron.schema import (
    ATTRIBUTES,
    CHANGES,
    CONSENTS,
    CUSTOMERS,
    IDENTIFIERS,
    LINKS,
    PROFILES,
    RELATIONS,
    TIME,
    Table,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BETWEEN = "c.customer_id BETWEEN $first AND $last"
BY_ACCOUNT = f"""
SELECT c.customer_id AS whose, n.* FROM {{table}} AS n JOIN current_customers AS c
USING (source, account) WHERE {BETWEEN}
"""
BY_CUSTOMER = f"SELECT c.customer_id AS whose, c.* FROM {{table}} AS c WHERE {BETWEEN}"
# Relations that were found are told beside those of the sources, each with the other customer and
# since the first accounts that show it.
RELATED = f"""
{BY_ACCOUNT.format(table="relations")} UNION ALL BY NAME
SELECT c.customer_id AS whose, 'patron' AS source,
       arg_min(account, row(greatest(n.known_at, c.known_at, o.known_at), account)) AS account,
       relation, o.customer_id AS other,
       min(greatest(n.known_at, c.known_at, o.known_at)) AS known_at
FROM (
    SELECT source, account, relation, other_source, other_account, known_at FROM connections
    UNION ALL
    SELECT other_source, other_account, relation, source, account, known_at FROM connections
) AS n JOIN current_customers AS c USING (source, account)
JOIN current_customers AS o ON o.source = n.other_source AND o.account = n.other_account
WHERE {BETWEEN} AND o.customer_id <> c.customer_id
GROUP BY c.customer_id, relation, o.customer_id
"""
# A link that was learnt since the moment of the card, by a verdict say, is told as of then.
JOINED = f"""
SELECT c.customer_id AS whose, l.* REPLACE (least(l.known_at, $as_of) AS known_at)
FROM links AS l JOIN current_customers AS c USING (source, account)
WHERE {BETWEEN} AND l.state = 'joins'
"""
QUERIES: dict[Table, str] = {
    CUSTOMERS: BY_CUSTOMER.format(table="current_customers"),
    LINKS: JOINED,
    PROFILES: BY_CUSTOMER.format(table="profiles"),
    IDENTIFIERS: BY_ACCOUNT.format(table="identifiers"),
    ATTRIBUTES: BY_ACCOUNT.format(table="attributes"),
    RELATIONS: RELATED,
    CONSENTS: BY_ACCOUNT.format(table="consents"),
    CHANGES: BY_CUSTOMER.format(table="changes"),
}
# In one order, so that a card is the same however the rows lie in the lake.
AS_JSON = "SELECT whose, to_json(list_sort(list({{{fields}}}))) AS json FROM part GROUP BY whose"


def told_of(
    connection: "DuckDBPyConnection", part: Slice, as_of: datetime, country: str | None
) -> dict[Table, pa.Table]:
    """Return what cards tell of some neighbouring customers: rows by table, ``whose`` the first.

    Parameters
    ----------
    connection
        Connection to the lake on which the current customers are shown.
    as_of
        The moment of the cards.
    country
        In which phone numbers are.
    """
    found = {}
    for table, query in QUERIES.items():
        given = part._asdict() | ({"as_of": as_of} if "$as_of" in query else {})
        found[table] = connection.sql(f"FROM ({query}) ORDER BY ALL", params=given).to_arrow_table()
    found[IDENTIFIERS] = _spelt(found[IDENTIFIERS], country)
    return found


def told_as_json(
    connection: "DuckDBPyConnection", part: Slice, as_of: datetime, country: str | None
) -> dict[str, str]:
    """Return by customer_id the same as a JSON object of rows by name of table.

    Times are microseconds since 1970.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for table, rows in told_of(connection, part, as_of, country).items():
        connection.register("part", rows)
        query = AS_JSON.format(fields=", ".join(map(_field, table.columns.items())))
        for whose, text in connection.execute(query).fetchall():
            texts[whose].append(f'"{table.name}":{text}')
        connection.unregister("part")
    return {whose: "{" + ",".join(parts) + "}" for whose, parts in texts.items()}


def _field(column: tuple[str, pa.DataType]) -> str:
    name, type_ = column
    return f"'{name}': " + (f'epoch_us("{name}")' if type_ == TIME else f'"{name}"')


def _spelt(identifiers: pa.Table, country: str | None) -> pa.Table:
    """Return IDENTIFIERS in the one spelling of each, as it was written where there is none."""
    written = identifiers["id_value"]
    spelt = clean(identifiers["id_type"], written, country)
    place = identifiers.column_names.index("id_value")
    return identifiers.set_column(
        place, "id_value", pc.if_else(pc.equal(spelt, ""), written, spelt)
    )
