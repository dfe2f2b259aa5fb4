"""By what each customer is known: accounts, identifiers, consents, and what proves who is who."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from patron.identity.clean import clean
from patron.identity.rules import IdentityRules
from patron.identity.verdicts import DIFFERENT, standing
from patron.lake import Lake
from patron.live import OLD_ID, Commons, Grant, Identifier
from patron.schema import CUSTOMERS, HISTORY, ITEMS, VERDICTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IDENTIFIERS = """
SELECT DISTINCT c.customer_id, i.id_type, i.id_value, i.source, i.account
FROM identifiers AS i JOIN current_customers AS c USING (source, account)
WHERE c.customer_id IN (SELECT customer_id FROM current_history)
"""
# An identifier that several customers share names none of them. The id of a former customer is
# one of whom it is part of now.
NAMED = f"""
CREATE TEMP TABLE had AS
SELECT id_type, id_value, any_value(customer_id) AS customer_id,
       count(DISTINCT customer_id) AS customers,
       to_json(histogram(source)) AS holders
FROM (SELECT DISTINCT customer_id, id_type, id_value, source, account FROM cleaned)
GROUP BY id_type, id_value;
CREATE TEMP TABLE named AS
SELECT customer_id, id_type, id_value, holders FROM had WHERE customers = 1
UNION ALL
SELECT becomes, '{OLD_ID}', customer_id, '{{}}' FROM former
WHERE becomes <> customer_id
"""
SHARED = "SELECT id_type, id_value, holders FROM had WHERE customers > 1"
NAMES = "FROM named WHERE customer_id BETWEEN $first AND $last"
HELD = """
SELECT c.customer_id, list({'source': c.source, 'account': c.account} ORDER BY number) AS accounts,
       min(number) AS number
FROM current_customers AS c LEFT JOIN accounts AS a USING (source, account)
WHERE c.customer_id BETWEEN $first AND $last GROUP BY c.customer_id
"""
# The latest of each channel, and of two at one moment the revocation.
GRANTS = """
SELECT c.customer_id, n.channel, arg_min(n.granted, row(-epoch_us(n.known_at), n.granted))
       AS granted, epoch_us(max(n.known_at)) AS known_at
FROM consents AS n JOIN current_customers AS c USING (source, account)
WHERE c.customer_id BETWEEN $first AND $last GROUP BY ALL
"""
APART = f"""
SELECT DISTINCT least(a.customer_id, b.customer_id), greatest(a.customer_id, b.customer_id)
FROM standing AS v
JOIN current_customers AS a ON a.source = v.source AND a.account = v.account
JOIN current_customers AS b ON b.source = v.other_source AND b.account = v.other_account
WHERE v.verdict = '{DIFFERENT}' AND a.customer_id <> b.customer_id
"""


class Slice(NamedTuple):
    """The first and last of some neighbouring customers."""

    first: str
    last: str


def name_customers(connection: "DuckDBPyConnection", rules: IdentityRules | None) -> None:
    """Make the table ``named``: the identifiers that name one customer, in one spelling."""
    found = connection.sql(IDENTIFIERS).to_arrow_table()
    country = None if rules is None else rules.country
    cleaned = clean(found["id_type"], found["id_value"], country)
    connection.register("cleaned", found.set_column(2, "id_value", cleaned))
    connection.execute(NAMED)
    connection.unregister("cleaned")


def included(lake: Lake) -> dict[str, int]:
    """Return the versions of tables all of whose rows are in HISTORY and CUSTOMERS."""
    history, customers = lake.made_from(HISTORY), lake.made_from(CUSTOMERS)
    if not history or history.get(CUSTOMERS.name) != str(lake.version(CUSTOMERS)):
        return {}
    # Who is who was found from these, and then the history from its own newest interactions.
    return {name: int(text) for name, text in customers.items() if text.isdecimal()}


def commons(
    connection: "DuckDBPyConnection", rules: IdentityRules, included: Mapping[str, int]
) -> Commons:
    """Return what is published beside the customers."""
    connection.register("standing", standing(VERDICTS.check(_table(connection, "verdicts"))))
    shared = connection.sql(SHARED).to_arrow_table().to_pylist()
    return Commons(
        items=ITEMS.check(_table(connection, "items")),
        shared=tuple(_identifier(row) for row in shared),
        apart=tuple(connection.sql(APART).fetchall()),
        rules=rules.model_dump_json(exclude={"probable", "fields", "address"}),
        included=included,
    )


def _identifier(row: Mapping[str, str]) -> Identifier:
    return Identifier(row["id_type"], row["id_value"], json.loads(row["holders"]))


def names(connection: "DuckDBPyConnection", part: Slice) -> dict[str, list[Identifier]]:
    """Return the identifiers that name each customer and nobody else."""
    found = defaultdict(list)
    for row in query(connection, NAMES, part).to_pylist():
        found[row["customer_id"]].append(_identifier(row))
    return found


def held(
    connection: "DuckDBPyConnection", part: Slice
) -> dict[str, tuple[int, tuple[tuple[str, str], ...]]]:
    """Return the number of each customer's oldest account, and all their accounts."""
    return {
        row["customer_id"]: (
            row["number"] or 0,
            tuple((one["source"], one["account"]) for one in row["accounts"]),
        )
        for row in query(connection, HELD, part).to_pylist()
    }


def grants(connection: "DuckDBPyConnection", part: Slice) -> dict[str, list[Grant]]:
    """Return what each customer said last of being contacted, by channel."""
    found = defaultdict(list)
    for row in query(connection, GRANTS, part).to_pylist():
        found[row["customer_id"]].append(Grant(row["channel"], row["granted"], row["known_at"]))
    return found


def query(connection: "DuckDBPyConnection", text: str, part: Slice) -> pa.Table:
    """Return the rows of a query about some neighbouring customers."""
    return connection.sql(text, params=part._asdict()).to_arrow_table()


def _table(connection: "DuckDBPyConnection", name: str) -> pa.Table:
    return connection.sql(f"FROM {name}").to_arrow_table()
