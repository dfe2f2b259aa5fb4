"""Customers who became part of another one, when that became known, and of whom."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from patron.lake import Lake
from patron.schema import HISTORY, TEXT, TIME, utc

# The end of a customer who still is one.
STILL = int(np.iinfo(np.int64).max)

# One row a former customer: all its accounts left at the same moment for the same other customer,
# who may have become part of a third since; `becomes` is who it is part of now.
FORMER = """
SELECT ended.customer_id, ended.ended_at, coalesce(now.becomes, ended.customer_id) AS becomes
FROM (
    SELECT customer_id, max(known_until) AS ended_at
    FROM history WHERE known_until IS NOT NULL GROUP BY customer_id
) AS ended LEFT JOIN (
    SELECT was.customer_id, min(still.customer_id) AS becomes
    FROM customers AS was JOIN customers AS still USING (source, account)
    WHERE was.known_until IS NOT NULL AND still.known_until IS NULL GROUP BY was.customer_id
) AS now USING (customer_id) ORDER BY ended.customer_id
"""
COLUMNS = pa.schema([("customer_id", TEXT), ("ended_at", TIME), ("becomes", TEXT)])


@dataclass(frozen=True)
class Former:
    """The former ones among some customers; nothing where all still are what they were.

    Parameters
    ----------
    number
        Numbers of the former customers, rising.
    ended_at
        Microseconds since 1970 from which on each is part of another customer.
    becomes
        Id of the customer that each is part of now.
    """

    number: np.ndarray
    ended_at: np.ndarray
    becomes: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def none(cls) -> "Former":
        """Return no former customers."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, np.zeros(0, dtype=object))

    @classmethod
    def among(cls, customers: np.ndarray, told: pa.Table | None) -> "Former":
        """Return those of the customers (ids, sorted) who are former ones.

        Parameters
        ----------
        told
            ``customer_id``, ``ended_at`` and ``becomes`` of former customers, each once; those
            who are not among the customers are passed over.
        """
        if told is None or not told.num_rows or not len(customers):
            return cls.none()
        ids = told["customer_id"].to_numpy(zero_copy_only=False).astype(object)
        at = np.searchsorted(customers, ids)
        among = customers[np.minimum(at, len(customers) - 1)] == ids
        kept = np.flatnonzero(among)
        kept = kept[np.argsort(at[kept])]
        becomes = told["becomes"].to_numpy(zero_copy_only=False).astype(object)
        return cls(at[kept], utc(told["ended_at"]).to_numpy()[kept], becomes[kept])

    def take(self, start: int, stop: int) -> "Former":
        """Return those of the customers from number `start` up to `stop`, renumbered."""
        a, z = np.searchsorted(self.number, [start, stop])
        return Former(self.number[a:z] - start, self.ended_at[a:z], self.becomes[a:z])

    def ends(self, customers: int) -> np.ndarray:
        """Return until when each of so many customers is one: microseconds, `STILL` for now."""
        ends = np.full(customers, STILL)
        ends[self.number] = self.ended_at
        return ends

    def persons(self, customers: np.ndarray) -> np.ndarray:
        """Return the number of the customer that each is part of now: itself where it still is.

        Parameters
        ----------
        customers
            Ids, sorted; -1 stands for one who is not among them.
        """
        persons = np.arange(len(customers))
        at = np.searchsorted(customers, self.becomes)
        among = customers[np.minimum(at, len(customers) - 1)] == self.becomes
        persons[self.number] = np.where(among, at, -1)
        return persons


def read_former(lake: Lake, version: int | None = None) -> pa.Table:
    """Return ``customer_id``, ``ended_at`` and ``becomes`` of each former customer of HISTORY."""
    if not any(_any_ended(file) for file in lake.files(HISTORY, version)):
        return pa.Table.from_batches([], COLUMNS)
    wanted = {} if version is None else {HISTORY.name: version}
    with lake.connection(wanted) as connection:
        return connection.sql(FORMER).to_arrow_table()


def _any_ended(file: Path) -> bool:
    """Return whether a file of HISTORY may have a row that ended, by its statistics."""
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(file)
    if "known_until" not in metadata.schema.names:
        return False
    place = metadata.schema.names.index("known_until")
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        told = group.column(place).statistics
        if told is None or not told.has_null_count or told.null_count < group.num_rows:
            return True
    return False
