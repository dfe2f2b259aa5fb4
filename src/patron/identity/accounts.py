"""Which accounts there are, and since when each is known."""

import pyarrow as pa

from patron.lake import Lake

# Whatever names an account makes it known, an attribute as much as a purchase.
NAMING = ("identifiers", "attributes", "interactions", "consents", "relations")


def read_accounts(lake: Lake) -> pa.Table:
    """Return every account of the lake with the time it was first known.

    Returns
    -------
    pa.Table
        Columns source, account, known_at; one row an account, oldest first.
    """
    union = " UNION ALL ".join(f"SELECT source, account, known_at FROM {name}" for name in NAMING)
    query = (
        f"SELECT source, account, min(known_at) AS known_at FROM ({union}) "
        "GROUP BY source, account ORDER BY known_at, source, account"
    )
    with lake.connection() as connection:
        return connection.sql(query).to_arrow_table()
