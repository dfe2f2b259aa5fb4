"""Join what accounts did with whose accounts they are."""

import logging

from patron.lake import Lake
from patron.schema import HISTORY

log = logging.getLogger(__name__)

# A row counts for a customer from the moment that both the row and the link were known, until the
# account became another customer's; where it became known only after that, it never did.
QUERY = """
SELECT c.customer_id, i.occurred_at, greatest(i.known_at, c.known_at) AS known_at, c.known_until,
       i.kind, i.channel, i.actor, i.item, i.offer, i.quantity, i.amount, i.discount,
       i.basket, i.text, i.sentiment, i.aspects, i.words, i.propensity, i.source,
       i.interaction_id
FROM interactions AS i JOIN customers AS c USING (source, account)
WHERE c.known_until IS NULL OR greatest(i.known_at, c.known_at) < c.known_until
ORDER BY c.customer_id, i.occurred_at, i.source, i.interaction_id
"""


def unify(lake: Lake) -> bool:
    """Write HISTORY from the lake's INTERACTIONS and CUSTOMERS; return whether it changed.

    The rows lie in order of customer and time, so that one customer's past is one slice and a
    reader of all customers never has to sort.
    """
    made_from = {name: str(lake.versions().get(name)) for name in ("interactions", "customers")}
    if lake.version(HISTORY) is not None and lake.made_from(HISTORY) == made_from:
        return False
    with lake.connection() as connection:
        changed = lake.replace(HISTORY, connection.sql(QUERY).to_arrow_reader(), made_from)
    log.info("unify: history %s", "changed" if changed else "unchanged")
    return changed
