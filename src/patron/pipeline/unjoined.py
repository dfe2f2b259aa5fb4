"""Sources that seem to number the same people, but share nothing that makes them one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from patron.pipeline.finding import WARNING, Finding

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Of the accounts of the smaller source, how many must have their name in the other one too, and
# yet be other customers.
SHARE, FEWEST = 0.5, 10
QUERY = """
WITH named AS (
    SELECT DISTINCT source, lower(trim(account)) AS name, customer_id FROM current_customers
), sizes AS (SELECT source, count(DISTINCT name) AS accounts FROM named GROUP BY source)
SELECT a.source, b.source, count(DISTINCT a.name) AS apart,
    least(any_value(s.accounts), any_value(t.accounts)) AS of
FROM named AS a JOIN named AS b ON a.name = b.name AND a.source < b.source
JOIN sizes AS s ON s.source = a.source JOIN sizes AS t ON t.source = b.source
WHERE a.customer_id <> b.customer_id
GROUP BY ALL HAVING apart >= $fewest AND apart >= $share * of ORDER BY ALL
"""


def find_unjoined(connection: "DuckDBPyConnection") -> Iterator[Finding]:
    """Yield a warning for each two sources of which most accounts have the same names in both.

    The same name in two sources proves nothing: it may be the customer's number in both, or two
    counters that run alike. So it is asked, not done.

    Parameters
    ----------
    connection
        To the lake, with ``current_customers``.
    """
    found = connection.execute(QUERY, {"fewest": FEWEST, "share": SHARE}).fetchall()
    for one, other, apart, accounts in found:
        yield Finding(
            WARNING,
            f"sources {one} and {other}",
            f"{apart:,} of {accounts:,} accounts have the same name in both, but are different "
            f"customers",
            "if it is one number of the same people, map it in both as an identifier, such as "
            "`identifiers: {values: {customer_no: …}}`, and add `customer_no` to `trusted` in "
            "identity.yaml; if two counters merely run alike, nothing",
        )
