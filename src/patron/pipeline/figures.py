"""What the console's overview and its list are made from."""

from typing import TYPE_CHECKING

from patron.live.cells import Cells
from patron.live.line import Line
from patron.pipeline.cells import make_cells

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Lines kept of the list for each offer and channel; nobody calls more in a week.
MOST_LINES = 5_000

LINES = f"""
WITH newest AS (SELECT *, max(cutoff) OVER () AS newest FROM decisions),
done AS (
    FROM newest WHERE cutoff = newest AND chosen AND offer <> 'nothing'
    QUALIFY row_number() OVER (
        PARTITION BY offer, channel ORDER BY value DESC, customer_id) <= {MOST_LINES}
), told AS (
    SELECT customer_id, item, arg_max(sentence, (cutoff, contribution > 0, -rank)) AS sentence
    FROM reasons WHERE item IS NOT NULL OR task = 'churn' GROUP BY customer_id, item
)
SELECT d.customer_id, epoch_us(d.cutoff) AS cutoff, d.offer, d.item, i.name AS item_name, d.type,
       d.channel, d.p, d.cost, d.value, a.risk, a.risk_band AS band, a.worth AS expected,
       coalesce(own.sentence, leaves.sentence) AS why
FROM done AS d LEFT JOIN asked AS a USING (customer_id) LEFT JOIN items AS i USING (item)
LEFT JOIN told AS own ON own.customer_id = d.customer_id AND own.item = d.item
LEFT JOIN told AS leaves ON leaves.customer_id = d.customer_id AND leaves.item IS NULL
ORDER BY d.value DESC, d.customer_id
"""


def make_figures(connection: "DuckDBPyConnection", as_of: int) -> tuple[Cells, tuple[Line, ...]]:
    """Return the sums that figures are added up from, and the list of whom to offer what.

    Parameters
    ----------
    connection
        To the lake, with current_history and current_customers.
    as_of
        Moment that they are of, in microseconds since 1970.
    """
    cells = make_cells(connection, as_of)
    rows = connection.sql(LINES).to_arrow_table().to_pylist()
    return cells, tuple(Line(**row) for row in rows)
