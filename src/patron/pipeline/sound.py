"""How sound the data are: of each source, what came of it and what is missing."""

from typing import Any

import pyarrow as pa

from patron.report.facts import SOURCES

OF_SOURCES = """
WITH told AS (
    SELECT source, count(*) AS interactions, min(occurred_at) AS first, max(occurred_at) AS last,
           approx_count_distinct(epoch(occurred_at)::BIGINT // 86400) AS days,
           count(*) FILTER (known_at > occurred_at + INTERVAL 1 DAY) AS late,
           count(*) FILTER (kind = 'purchase') AS purchases,
           count(*) FILTER (kind = 'purchase' AND amount IS NULL) AS no_amount,
           count(*) FILTER (kind = 'purchase' AND item IS NULL) AS no_item
    FROM interactions GROUP BY source
)
SELECT source, records, rejected, interactions, first, last, days, late, purchases, no_amount,
       no_item
FROM told FULL JOIN loads USING (source)
"""
OF_CUSTOMERS = """
SELECT (SELECT count(DISTINCT customer_id) FROM current_customers) AS known,
       (SELECT count(*) FROM accounts) AS accounts,
       (SELECT count(*) FROM links WHERE state = 'review') AS waiting
"""
OF_PROFILES = """
SELECT name, count(*) AS customers FROM profiles
WHERE customer_id IN (SELECT customer_id FROM current_customers) GROUP BY name
"""


def count_sources(connection: Any) -> pa.Table:
    """Return what each source brought, and how much of it is late or lacks something."""
    return connection.sql(OF_SOURCES).to_arrow_table().cast(SOURCES)


def count_known(connection: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Return of how many customers each attribute is known, and how many people there are.

    Parameters
    ----------
    connection
        Connection to the lake that shows the customers as they are now.

    Returns
    -------
    tuple
        Customers by name of attribute or identifier; and ``known`` customers, ``accounts``, and
        links ``waiting`` for somebody to look.
    """
    rows = connection.sql(OF_PROFILES).to_arrow_table().to_pylist()
    people: dict[str, int] = connection.sql(OF_CUSTOMERS).to_arrow_table().to_pylist()[0]
    return {row["name"]: row["customers"] for row in rows}, people
