"""Tell of each customer what the people connected to them had spent, as facts with a date.

The kernel looks at one customer at a time, on every host. So what depends on others is told
beforehand: on the first day of each month, from what was known at that moment. A fact is known
from then on, and so no feature sees of the others what it could not have seen.
"""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from patron.features import Feature, compute_features, needed_columns
from patron.features.connected_value import ConnectedValue
from patron.features.total import Total
from patron.history import read_parts
from patron.lake import Lake
from patron.schema import RELATED, TIME

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger(__name__)

MADE_FROM = ("history", "customers", "relations", "connections")

# Two customers are connected while the relation, and whose the two accounts are, is known. A
# connection that was found, not told, goes both ways.
EDGES = """
CREATE TEMP TABLE edges AS
WITH ends AS (
    SELECT source, account, source AS other_source, other AS other_account, relation, known_at
    FROM relations
    UNION ALL BY NAME
    SELECT source, account, other_source, other_account, relation, known_at FROM connections
    UNION ALL BY NAME
    SELECT other_source AS source, other_account AS account, source AS other_source,
           account AS other_account, relation, known_at FROM connections
)
SELECT DISTINCT r.relation, c.customer_id, o.customer_id AS other,
       greatest(r.known_at, c.known_at, o.known_at) AS known_at,
       least(c.known_until, o.known_until) AS known_until
FROM ends AS r JOIN customers AS c USING (source, account)
JOIN customers AS o ON o.source = r.other_source AND o.account = r.other_account
WHERE c.customer_id <> o.customer_id
  AND greatest(r.known_at, c.known_at, o.known_at)
      < coalesce(least(c.known_until, o.known_until), 'infinity'::TIMESTAMPTZ)
"""
SPAN = """
SELECT epoch_us(min(occurred_at)), epoch_us(max(occurred_at) FILTER (actor = 'customer'))
FROM history
"""
TO = "SELECT customer_id, other, known_at, known_until FROM edges WHERE relation = $relation"
OF = "SELECT other, customer_id, known_at, known_until FROM edges WHERE relation = $relation"
ENDS = {"to": TO, "of": OF, "both": f"{TO} UNION ALL {OF}"}
# Whoever was ever connected is told of each month; a fact is written where it changes.
TOLD = """
INSERT INTO told
WITH ends(customer_id, other, known_at, known_until) AS ({ends}),
pairs AS (
    SELECT DISTINCT customer_id, other, told_at FROM ends JOIN moments
    ON known_at <= told_at AND (known_until IS NULL OR known_until > told_at)
), asked AS (
    SELECT DISTINCT customer_id, told_at FROM ends JOIN moments ON known_at <= told_at
), answers AS (
    SELECT customer_id, told_at, CASE WHEN count(other) = 0 THEN 'nan' ELSE
        CAST({aggregate}(coalesce({figure}, 0) ORDER BY other) AS VARCHAR) END AS answer
    FROM asked LEFT JOIN pairs USING (customer_id, told_at)
    LEFT JOIN figures AS f ON f.customer_id = other AND f.cutoff = told_at
    GROUP BY ALL
)
SELECT customer_id, $fact, answer, told_at FROM answers
QUALIFY answer IS DISTINCT FROM lag(answer) OVER (PARTITION BY customer_id ORDER BY told_at)
"""
AGGREGATES = {"mean": "avg", "total": "sum"}


def tell_related(lake: Lake, features: Iterable[Feature]) -> bool:
    """Write RELATED, the facts that features of the type ``connected_value`` look at.

    The history is read some customers at a time; DuckDB holds the figures of those who are
    connected, and spills what does not fit. Returns whether the facts changed.

    Parameters
    ----------
    lake
        With HISTORY, CUSTOMERS and RELATIONS.
    features
        All features; others than these are passed over.
    """
    wanted = {one.fact: one for one in features if isinstance(one, ConnectedValue)}
    if not wanted and lake.version(RELATED) is None:
        return False
    versions = lake.versions()
    made_from = {name: str(versions.get(name)) for name in MADE_FROM}
    made_from["features"] = hashlib.sha256("\n".join(sorted(wanted)).encode()).hexdigest()
    if lake.version(RELATED) is not None and lake.made_from(RELATED) == made_from:
        return False
    with lake.connection() as connection:
        connection.execute(EDGES)
        connection.execute(
            "CREATE TEMP TABLE told (customer_id VARCHAR, name VARCHAR, value VARCHAR, "
            "known_at TIMESTAMPTZ)"
        )
        if connection.execute("SELECT count(*) FROM edges").fetchall() != [(0,)]:
            _tell(lake, connection, list(wanted.values()))
        rows = connection.sql("FROM told ORDER BY customer_id, name, known_at")
        changed = lake.replace(RELATED, rows.to_arrow_reader(), made_from)
    log.info("related: facts of %s feature(s) %s", len(wanted), "written" if changed else "kept")
    return changed


def months_between(start: int, end: int) -> np.ndarray:
    """Return the first moments of the months in ``(start, end]``, all in microseconds."""
    first, last = np.array([start, end], "datetime64[us]").astype("datetime64[M]")
    moments = np.arange(first, last + 1).astype("datetime64[us]").astype(np.int64)
    return np.asarray(moments[(moments > start) & (moments <= end)])


def _tell(lake: Lake, connection: "DuckDBPyConnection", wanted: Sequence[ConnectedValue]) -> None:
    [(start, end)] = connection.execute(SPAN).fetchall()
    if end is None:
        return
    moments = months_between(start, end)
    connection.register("moments", pa.table({"told_at": pa.array(moments).cast(TIME)}))
    totals = [feature.of_each(f"figure_{number}") for number, feature in enumerate(wanted)]
    _figures(lake, connection, totals, moments)
    for feature, total in zip(wanted, totals, strict=True):
        connection.execute(
            TOLD.format(
                ends=ENDS[feature.direction],
                aggregate=AGGREGATES[feature.take],
                figure=total.name,
            ),
            {"relation": feature.relation, "fact": feature.fact},
        )


def _figures(
    lake: Lake, connection: "DuckDBPyConnection", totals: Sequence[Total], moments: np.ndarray
) -> None:
    """Make the table of what each connected customer had spent at each moment."""
    columns = ", ".join(f"{total.name} DOUBLE" for total in totals)
    connection.execute(
        f"CREATE TEMP TABLE figures (customer_id VARCHAR, cutoff TIMESTAMPTZ, {columns})"
    )
    for part in read_parts(lake, needed_columns(totals)):
        found = compute_features(part, totals, moments.tolist())
        connection.register("found", found)
        connection.execute(
            "INSERT INTO figures FROM found WHERE customer_id IN "
            "(SELECT customer_id FROM edges UNION SELECT other FROM edges)"
        )
        connection.unregister("found")
