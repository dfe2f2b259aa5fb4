"""DuckDB: rows to elementary intervals, the days of an interval as bits, then windows.

Tried, in parts of the time of the stage that it would replace (5 M rows, busy machine): rows by
customer and day first 1.7, with more memory; the day's interval by a join instead of a list 1.05;
one query for each cutoff instead of the join with the cutoffs 1.1; six disjoint bands added up to
windows 1.1. Of the whole: `FILTER` instead of CASE 1.3, `count(DISTINCT day)` instead of bits 1.0
(and wrong for late rows), rows kept in order 1.0.
"""

import os
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from benchmarks.features.figures import OF_ROWS, finished, of_windows, visible
from benchmarks.features.question import Intervals, intervals
from patron.history import MICROSECONDS_A_DAY

THREADS = os.cpu_count() or 1


def run(files: Sequence[str], cutoffs: Sequence[int]) -> pa.Table:
    """Return the features, by customer and cutoff."""
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        query = _query(list(files), list(cutoffs), intervals(files, cutoffs))
        answer: pa.Table = connection.sql(query).to_arrow_table()
    return answer


def _query(files: list[str], cutoffs: list[int], cut: Intervals) -> str:
    days = cut.of_days()
    first = days["day"][0]
    # A row that was late counts from a later cutoff on: it lies in a cell of its own. The days
    # that it shares with rows that count already (`seen`) must not count twice.
    return f"""
WITH numbered AS (
    SELECT customer_id, (epoch_us(occurred_at) - 1) // {MICROSECONDS_A_DAY} - {first} + 1 AS day,
        {visible("epoch_us(occurred_at)", "epoch_us(known_at)", cutoffs)} AS visible,
        epoch_us(occurred_at) AS occurred, kind, channel, amount
    FROM read_parquet({files}) WHERE occurred_at <= make_timestamptz({cutoffs[-1]})
), cells AS MATERIALIZED (
    SELECT customer_id, (CAST({days["interval"]} AS TINYINT[]))[day] AS period,
        visible, {OF_ROWS},
        bit_or(1::BIGINT << (CAST({days["number"]} AS TINYINT[]))[day]) AS bits
    FROM numbered WHERE visible < {len(cutoffs)} GROUP BY ALL
), repeated AS (
    SELECT late.customer_id, late.period, late.visible, bit_or(other.bits) AS seen
    FROM cells AS late JOIN cells AS other USING (customer_id, period)
    WHERE late.visible > 0 AND other.visible < late.visible GROUP BY ALL
), exact AS (
    SELECT cells.*, bit_count(bits & ~coalesce(seen, 0))::DOUBLE AS days
    FROM cells LEFT JOIN repeated USING (customer_id, period, visible)
), cutoffs AS ({_cutoffs(cutoffs, cut)}), windows AS (
    SELECT customer_id, cutoff, {of_windows()}
    FROM exact JOIN cutoffs ON period <= reach AND visible <= number
    GROUP BY customer_id, cutoff
)
SELECT customer_id, make_timestamptz(cutoff) AS cutoff, {finished()}
FROM windows ORDER BY customer_id, cutoff
"""


def _cutoffs(cutoffs: list[int], cut: Intervals) -> str:
    return " UNION ALL ".join(
        f"SELECT {number} AS number, {cutoff} AS cutoff, {cut.reach[number]} AS reach, "
        + ", ".join(f"{low[number]} AS low_{name}" for name, low in cut.low.items())
        for number, cutoff in enumerate(cutoffs)
    )
