"""PySpark on this machine alone: the same plan as DuckDB's, in Spark SQL.

The time holds the start of the session, without which there is no answer.
"""

import os
from collections.abc import Sequence

import pyarrow as pa
from pyspark.sql import SparkSession

from benchmarks.features.figures import OF_ROWS, finished, of_windows, visible
from benchmarks.features.question import Intervals, intervals
from patron.history import MICROSECONDS_A_DAY

THREADS = os.cpu_count() or 1
CELL = "customer_id, period, visible"


def run(files: Sequence[str], cutoffs: Sequence[int]) -> pa.Table:
    """Return the features, by customer and cutoff."""
    spark = _session()
    cut = intervals(files, cutoffs)
    days = cut.of_days()
    rows = list(zip(days["day"], days["interval"], days["number"], strict=True))
    spark.createDataFrame(rows, "day long, period int, number int").createOrReplaceTempView("days")
    spark.createDataFrame(
        _cutoffs(cutoffs, cut),
        "number int, cutoff long, reach int, " + ", ".join(f"low_{name} int" for name in cut.low),
    ).createOrReplaceTempView("cutoffs")
    spark.read.parquet(*files).createOrReplaceTempView("history")
    spark.sql(_cells(list(cutoffs))).cache().createOrReplaceTempView("cells")
    answer: pa.Table = spark.sql(_query()).toArrow()
    return answer


def _session() -> SparkSession:
    builder = SparkSession.builder.master(f"local[{THREADS}]")
    settings = {
        "spark.driver.memory": "8g",
        "spark.driver.maxResultSize": "0",
        "spark.sql.shuffle.partitions": str(2 * THREADS),
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark: SparkSession = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _cells(cutoffs: list[int]) -> str:
    return f"""
WITH numbered AS (
    SELECT customer_id, occurred, known, kind, channel, amount,
        {visible("occurred", "known", cutoffs)} AS visible,
        (occurred - 1) DIV {MICROSECONDS_A_DAY} AS day
    FROM (SELECT *, unix_micros(occurred_at) AS occurred, unix_micros(known_at) AS known
          FROM history)
    WHERE occurred <= {cutoffs[-1]}
)
SELECT {CELL}, {OF_ROWS}, bit_or(shiftleft(1L, days.number)) AS bits
FROM numbered JOIN days USING (day) WHERE visible < {len(cutoffs)} GROUP BY {CELL}
"""


def _query() -> str:
    # Late rows lie in cells of their own; the days that they share with others count once.
    return f"""
WITH repeated AS (
    SELECT late.customer_id, late.period, late.visible, bit_or(other.bits) AS seen
    FROM cells AS late JOIN cells AS other
        ON late.customer_id = other.customer_id AND late.period = other.period
    WHERE late.visible > 0 AND other.visible < late.visible
    GROUP BY late.customer_id, late.period, late.visible
), exact AS (
    SELECT cells.*, CAST(bit_count(bits & ~coalesce(seen, 0L)) AS DOUBLE) AS days
    FROM cells LEFT JOIN repeated USING ({CELL})
), windows AS (
    SELECT customer_id, cutoff, {of_windows()}
    FROM exact JOIN cutoffs ON period <= reach AND visible <= number
    GROUP BY customer_id, cutoff
)
SELECT customer_id, timestamp_micros(cutoff) AS cutoff, {finished()}
FROM windows ORDER BY customer_id, cutoff
"""


def _cutoffs(cutoffs: Sequence[int], cut: Intervals) -> list[tuple[int, ...]]:
    return [
        (number, cutoff, cut.reach[number], *(low[number] for low in cut.low.values()))
        for number, cutoff in enumerate(cutoffs)
    ]
