"""Customers as they are now: what all that speaks of today, and not of the past, looks at.

The moment that is spoken of is the end of the history, and a link may have been learnt since: a
verdict given today, on data that ends last week. What was known at the moment is then told of
the customer who has it now. What was not, late rows say, stays unknown, as in training.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from patron.history.attributes import Attributes
from patron.history.facts import FACTS
from patron.history.former import FORMER, STILL, Former
from patron.history.history import History
from patron.schema import HISTORY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Where nobody is a former customer, all is current as it lies there.
PLAIN = f"""
CREATE TEMP VIEW current_history AS SELECT *, customer_id AS was FROM history;
CREATE TEMP VIEW current_customers AS FROM customers;
CREATE TEMP VIEW current_facts AS SELECT * EXCLUDE (known_until) FROM ({FACTS});
"""
ROWS = ", ".join(f"h.{name}" for name in HISTORY.columns if name != "customer_id")
MOVED = f"""
CREATE TEMP TABLE moved AS
SELECT f.becomes AS customer_id, {ROWS}, h.customer_id AS was
FROM history AS h JOIN former AS f USING (customer_id)
WHERE epoch_us(h.known_at) <= {{as_of}} AND epoch_us(f.ended_at) > {{as_of}};
UPDATE moved SET known_until = NULL;
CREATE TEMP VIEW current_history AS
SELECT *, customer_id AS was FROM history AS h
WHERE customer_id NOT IN (SELECT customer_id FROM former) AND NOT EXISTS (
    FROM moved AS m WHERE m.source = h.source AND m.interaction_id = h.interaction_id)
UNION ALL BY NAME FROM moved;
CREATE TEMP TABLE facts AS FROM ({FACTS})
WHERE known_until IS NULL OR epoch_us(known_until) > {{as_of}};
CREATE TEMP VIEW current_facts AS
SELECT coalesce(former.becomes, facts.customer_id) AS customer_id, name, value, known_at
FROM facts LEFT JOIN former USING (customer_id)
WHERE ended_at IS NULL OR (epoch_us(known_at) <= {{as_of}} AND epoch_us(ended_at) > {{as_of}});
"""
# The accounts of customers: as they are now, each known since the last change up to the moment,
# or as they were at the moment.
HELD_NOW = """
CREATE TEMP TABLE current_customers AS
SELECT source, account, arg_max(customer_id, known_at) AS customer_id,
       coalesce(max(known_at) FILTER (epoch_us(known_at) <= {as_of}), max(known_at)) AS known_at,
       NULL::TIMESTAMPTZ AS known_until
FROM customers GROUP BY source, account
"""
HELD_THEN = """
CREATE TEMP TABLE current_customers AS
SELECT * REPLACE (NULL::TIMESTAMPTZ AS known_until) FROM customers
WHERE epoch_us(known_at) <= {as_of}
  AND (known_until IS NULL OR epoch_us(known_until) > {as_of})
"""


def current_history(history: History, moment: int) -> History:
    """Return a history with the customers as they are now, to be looked at from a moment.

    Former customers are no longer there. What was known of them at the moment, where they ended
    only after it, is told of the customers whom they are part of now.

    Parameters
    ----------
    moment
        Microseconds since 1970.
    """
    if not len(history.former):
        return history
    visible = history.where(history.known_at <= moment).existing(moment)
    still = history.ended_at == STILL
    number = np.cumsum(still) - 1
    person = number[history.persons]
    owner = person[visible.owner]
    order = np.lexsort((visible.occurred_at, owner))
    return replace(
        visible.where(order),
        customers=history.customers[still],
        owner=owner[order],
        attributes=_of_persons(history, person, moment),
        former=Former.none(),
    )


def _of_persons(history: History, person: np.ndarray, moment: int) -> Attributes:
    """Return the facts that hold at a moment, as facts about the customers of now."""
    facts = history.attributes
    held = (facts.known_at <= moment) & (history.ended_at[facts.owner] > moment)
    if facts.known_until is not None:
        held &= facts.known_until > moment
    kept = np.flatnonzero(held)
    kept = kept[np.lexsort((facts.value[kept], facts.known_at[kept], person[facts.owner[kept]]))]
    return replace(
        facts,
        owner=person[facts.owner[kept]],
        name=facts.name[kept],
        value=facts.value[kept],
        known_at=facts.known_at[kept],
        known_until=None,
    )


def show_current(
    connection: "DuckDBPyConnection", moment: int, links_learnt_since: bool = True
) -> None:
    """Make ``current_history``, ``current_customers`` and ``current_facts`` on a lake's connection.

    They are what `current_history` returns: the interactions (and ``was``, the customer that had
    each at the moment), the accounts and the facts of customers as they are now.

    Parameters
    ----------
    moment
        Microseconds since 1970.
    links_learnt_since
        Whether links that were learnt after the moment count; else the customers are those
        there were at the moment.
    """
    connection.execute(f"CREATE TEMP TABLE former AS {FORMER}")
    [(former,)] = connection.execute("SELECT count(*) FROM former").fetchall()
    if not former:
        connection.execute(PLAIN)
        return
    if not links_learnt_since:
        connection.execute("UPDATE former SET becomes = customer_id")
    connection.execute(MOVED.format(as_of=moment))
    connection.execute((HELD_NOW if links_learnt_since else HELD_THEN).format(as_of=moment))
