"""CUSTOMERS before and after -> who would merge, who would split, and by what evidence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.lake.database import database

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Accounts that are known before and after, by their customer of then and of now.
MOVED = """
CREATE TEMP TABLE moved AS
SELECT source, account, b.customer_id AS was, a.customer_id AS becomes
FROM (FROM before WHERE known_until IS NULL) AS b
JOIN (FROM after WHERE known_until IS NULL) AS a USING (source, account)
"""
CHANGES = """
SELECT {one} AS customer_id, list(DISTINCT {many} ORDER BY {many}) AS customers,
       count(*) AS accounts
FROM moved GROUP BY 1 HAVING count(DISTINCT {many}) > 1 ORDER BY accounts DESC, 1
"""
# Why they merge: links that join accounts which were two customers'.
JOINING = """
SELECT m.becomes AS customer_id, l.* FROM links_after AS l JOIN moved AS m USING (source, account)
JOIN moved AS o ON o.source = other_source AND o.account = other_account
WHERE state = 'joins' AND m.becomes = o.becomes AND m.was <> o.was
ORDER BY customer_id, probability DESC, l.source, l.account, other_source, other_account, l."by"
"""
# Why they split: what became of the links between accounts that were one customer's.
PARTING = """
WITH lost AS (
    SELECT * REPLACE ('gone' AS state) FROM links_before WHERE state = 'joins'
    AND row(source, account, other_source, other_account, "by") NOT IN (
        SELECT row(source, account, other_source, other_account, "by") FROM links_after)
)
SELECT m.was AS customer_id, l.* FROM (FROM links_after UNION ALL BY NAME FROM lost) AS l
JOIN moved AS m USING (source, account)
JOIN moved AS o ON o.source = other_source AND o.account = other_account
WHERE m.was = o.was AND m.becomes <> o.becomes
ORDER BY customer_id, probability DESC, l.source, l.account, other_source, other_account, l."by"
"""
COUNTS = """
SELECT count(DISTINCT customer_id) AS customers, count(*) AS accounts
FROM {table} WHERE known_until IS NULL
"""


@dataclass(frozen=True)
class Counts:
    """How many customers and accounts there are."""

    customers: int
    accounts: int


@dataclass(frozen=True)
class Plan:
    """What becomes of today's customers.

    Parameters
    ----------
    before, after
        How many there are.
    merges
        ``customer_id``, the ``customers`` of before that it is made of, and how many of their
        ``accounts``; those with most accounts first.
    splits
        ``customer_id`` of before, the ``customers`` that it becomes, and ``accounts``.
    joining
        LINKS with the ``customer_id`` of the merge that they are evidence for.
    parting
        LINKS between the parts of a split with its ``customer_id``; `state` says why each joins
        no longer, ``gone`` that there is no such link any more.
    """

    before: Counts
    after: Counts
    merges: pa.Table
    splits: pa.Table
    joining: pa.Table
    parting: pa.Table

    @property
    def changes(self) -> int:
        """How many customers merge or split."""
        return int(self.merges.num_rows + self.splits.num_rows)


def plan_changes(
    before: pa.Table, after: pa.Table, links_before: pa.Table, links_after: pa.Table
) -> Plan:
    """Return who of today's customers merges and splits between two states, and why.

    An account that moves from one customer to another is part of a split and of a merge.
    Accounts that only one of the states knows are no change of anybody.

    Parameters
    ----------
    before, after
        CUSTOMERS.
    links_before, links_after
        LINKS of the same states.
    """
    with database() as connection:
        connection.register("before", before)
        connection.register("after", after)
        connection.register("links_before", links_before)
        connection.register("links_after", links_after)
        connection.execute(MOVED)
        return Plan(
            Counts(*_one(connection, COUNTS.format(table="before"))),
            Counts(*_one(connection, COUNTS.format(table="after"))),
            _rows(connection, CHANGES.format(one="becomes", many="was")),
            _rows(connection, CHANGES.format(one="was", many="becomes")),
            _rows(connection, JOINING),
            _rows(connection, PARTING),
        )


def _rows(connection: "DuckDBPyConnection", query: str) -> pa.Table:
    return connection.sql(query).to_arrow_table()


def _one(connection: "DuckDBPyConnection", query: str) -> tuple[int, int]:
    [(customers, accounts)] = connection.execute(query).fetchall()
    return customers, accounts
