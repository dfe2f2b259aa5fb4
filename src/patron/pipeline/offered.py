"""What followed offers that nobody was held out from: contacts, and answers of the service."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from patron.lake import Lake
from patron.lake.database import literal
from patron.report.facts import OFFERED
from patron.schema import OUTCOMES, RECEIPTS

# A customer who was contacted twice with an offer was made it once, and took it if they took it or
# a part of it. What they did before does not count, nor do offers that were drawn at random, which
# are measured. Where nobody ever took any, it is not told who takes what.
CONTACTED = """
WITH made AS (
    SELECT offer, customer_id, min(occurred_at) AS made_at FROM current_history
    WHERE actor = 'company' AND offer IS NOT NULL AND propensity IS NULL AND offer NOT IN ({but})
    GROUP BY ALL
), done AS (
    SELECT offer, customer_id, occurred_at, amount FROM current_history
    WHERE actor = 'customer' AND offer IS NOT NULL AND kind IN ('redemption', 'purchase')
), parts AS (
    SELECT DISTINCT offer, part_of FROM offers WHERE part_of <> offer
), taken AS (
    FROM done UNION ALL
    SELECT part_of, customer_id, occurred_at, amount FROM done JOIN parts USING (offer)
), answered AS (
    SELECT made.offer, customer_id, sum(amount) AS amount
    FROM taken JOIN made USING (offer, customer_id) WHERE occurred_at >= made_at GROUP BY ALL
)
SELECT made.offer, 'contacts' AS "where", count(*) AS made, NULL::BIGINT AS reached,
       CASE WHEN EXISTS (FROM taken SEMI JOIN made USING (offer))
            THEN count(answered.customer_id) END AS taken, sum(answered.amount)::DOUBLE AS amount
FROM made LEFT JOIN answered USING (offer, customer_id) GROUP BY ALL
"""
ANSWERED = """
SELECT offer, 'answers of the service' AS "where", count(*) AS made,
       count(*) FILTER (is_sent) AS reached, count(*) FILTER (is_taken) AS taken,
       sum(amount)::DOUBLE AS amount
FROM receipts LEFT JOIN (
    SELECT decision_id, bool_or(kind = 'sent') AS is_sent,
           bool_or(kind IN ('accepted', 'bought')) AS is_taken,
           sum(amount) FILTER (kind = 'bought') AS amount
    FROM outcomes GROUP BY decision_id
) USING (decision_id) WHERE type IS DISTINCT FROM 'nothing' GROUP BY ALL
"""


def offered(connection: Any, lake: Lake, measured: Sequence[str]) -> pa.Table:
    """Return how often each offer was made, reached the customer, and was taken.

    Parameters
    ----------
    connection
        Connection to the lake that shows the customers as they are now.
    measured
        Offers that were drawn at random: contacts with these are left out.
    """
    but = ", ".join(literal(one) for one in measured) or "''"
    connection.register("receipts", lake.read(RECEIPTS, columns=["decision_id", "offer", "type"]))
    told = ["decision_id", "kind", "amount"]
    connection.register("outcomes", lake.read(OUTCOMES, columns=told))
    parts = [
        connection.sql(query).to_arrow_table().cast(OFFERED)
        for query in (CONTACTED.format(but=but), ANSWERED)
    ]
    return pa.concat_tables(parts)
