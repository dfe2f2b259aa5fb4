"""The history of a few customers, without reading that of all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from patron.history.history import History
from patron.history.read import COLUMNS, make_history

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = f"""
SELECT {", ".join(COLUMNS)} FROM current_history
WHERE customer_id IN (SELECT unnest($ids))
ORDER BY customer_id, occurred_at, was, source, interaction_id
"""
ITEMS = """
SELECT * FROM items WHERE item IN (
    SELECT item FROM current_history WHERE customer_id IN (SELECT unnest($ids)))
"""
FACTS = "SELECT * FROM current_facts WHERE customer_id IN (SELECT unnest($ids))"


def read_chosen(connection: "DuckDBPyConnection", customers: Sequence[str]) -> History:
    """Return the history of some customers as they are now.

    Parameters
    ----------
    connection
        Connection to a lake on which `show_current` was called.
    customers
        Ids; those of whom nothing is known are left out.
    """
    rows, items, facts = (
        connection.sql(query, params={"ids": list(customers)}).to_arrow_table()
        for query in (ROWS, ITEMS, FACTS)
    )
    return make_history(rows, items, facts)
