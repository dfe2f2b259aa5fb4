"""What clients were told, and a search in it for what breaks consent or a limit.

Nothing is taken from the service's own tables but that they say the same. Each row of the log has
two moments of one clock that all clients share: before the request was sent, and after its answer.
So it is known what had been acknowledged before a promise was asked for, and what could not have
been known when it was given.
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

FOREVER = 2**62
WEEK = 7 * 86_400_000_000
BOTH = [("asked", pa.int64()), ("answered", pa.int64())]
WHOM = [("customer", pa.string()), ("channel", pa.string()), ("moment", pa.int64())]
# Contacts that were promised to who asked; `moment` is that of the call.
PROMISES = pa.schema([*WHOM, ("decision_id", pa.string()), *BOTH])
# Contacts that happened, by an outcome of a decision or, without one, by an event.
MADE = PROMISES
# Consent that was given or revoked.
WORDS = pa.schema([*WHOM, ("granted", pa.bool_()), *BOTH])
TABLES = {"promises": PROMISES, "made": MADE, "words": WORDS}
# The channel app has no limit.
BROKEN = {
    "too many": f"""
        SELECT count(*) FROM (
            SELECT moment - lag(moment) OVER (PARTITION BY customer, channel ORDER BY moment)
            AS pause
            FROM promises WHERE answered <= $until AND channel <> 'app'
        ) WHERE pause < {WEEK}""",
    # A contact that happened counts if it was told before the promise was asked for, and if it is
    # not one that had been promised itself.
    "too soon": f"""
        SELECT count(*) FROM promises AS p
        WHERE p.answered <= $until AND p.channel <> 'app' AND EXISTS (
            SELECT 1 FROM made AS m WHERE m.customer = p.customer AND m.channel = p.channel
            AND m.answered < p.asked AND m.moment > p.moment - {WEEK} AND NOT EXISTS (
                SELECT 1 FROM promises AS q
                WHERE q.decision_id = m.decision_id AND q.asked < m.answered))""",
    # The latest word of those acknowledged before was a no, and no later yes was on its way.
    "without consent": """
        SELECT count(*) FROM (
            SELECT max(w.moment) FILTER (NOT w.granted AND w.answered < p.asked) AS no,
                   max(w.moment) FILTER (w.granted AND w.asked < p.answered) AS yes
            FROM promises AS p JOIN words AS w USING (customer, channel)
            WHERE p.answered <= $until GROUP BY p.decision_id, p.asked
        ) WHERE no >= coalesce(yes, no)""",
    "twice": """
        SELECT count(*) - count(DISTINCT decision_id) FROM promises WHERE answered <= $until""",
}
# Contacts of the store that nobody was told of, or the other way round, or with somebody else.
DIFFERENT = """
    SELECT count(*) FROM (
        SELECT customer, channel, decision_id FROM promises
        UNION SELECT customer, channel, decision_id FROM made WHERE decision_id IS NOT NULL
    ) AS told FULL JOIN stored USING (customer, channel, decision_id)
    WHERE told.decision_id IS NULL OR stored.decision_id IS NULL"""


class Promises:
    """The log of all clients."""

    def __init__(self) -> None:
        self._log = duckdb.connect()
        for name, schema in TABLES.items():
            empty = schema.empty_table()
            self._log.register("empty", empty)
            self._log.execute(f"CREATE TABLE {name} AS FROM empty")

    def add(self, rows: Mapping[str, pa.Table]) -> None:
        """Add rows of `TABLES`, by name of table."""
        for name, table in rows.items():
            self._log.register("new", table)
            self._log.execute(f"INSERT INTO {name} FROM new")

    def broken(self, until: int = FOREVER) -> dict[str, int]:
        """Return how many promises break which rule.

        Parameters
        ----------
        until
            Moment up to which all clients have told; what was promised later is left out, because
            what else was going on then is not known yet.
        """
        given = {"until": until}
        return {name: self._count(query, given) for name, query in BROKEN.items()}

    def different(self, stored: pa.Table) -> int:
        """Return how many contacts are in the log or in a store, and not in the other.

        Parameters
        ----------
        stored
            customer, channel and decision_id of each contact in the store.
        """
        self._log.register("stored", stored)
        return self._count(DIFFERENT)

    def count(self, name: str, where: str = "true") -> int:
        """Return how many rows a table of `TABLES` has."""
        return self._count(f"SELECT count(*) FROM {name} WHERE {where}")

    def _count(self, query: str, given: Mapping[str, int] | None = None) -> int:
        [[count]] = self._log.execute(query, given).fetchall()
        return int(count)


def rows_of(rows: Mapping[str, list[tuple[Any, ...]]]) -> dict[str, pa.Table]:
    """Return rows, by name of table, as tables."""
    return {
        name: pa.Table.from_pylist(
            [dict(zip(TABLES[name].names, row, strict=True)) for row in some], TABLES[name]
        )
        for name, some in rows.items()
        if some
    }
