"""The floor: every value of the columns read once, by DuckDB, and nothing made of it."""

import os
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from benchmarks.features.question import COLUMNS

THREADS = os.cpu_count() or 1


def run(files: Sequence[str], cutoffs: Sequence[int]) -> pa.Table:
    """Return a sum over each column; its largest value would be known without reading it."""
    times, texts, numbers = COLUMNS[1:3], (COLUMNS[0], *COLUMNS[3:5]), COLUMNS[5:]
    sums = [f"sum(epoch_us({name}))" for name in times] + [f"sum({name})" for name in numbers]
    sums += [f"sum(strlen({name}))" for name in texts]
    with duckdb.connect(config={"threads": THREADS}) as connection:
        query = f"SELECT {', '.join(sums)} FROM read_parquet({list(files)})"
        answer: pa.Table = connection.sql(query).to_arrow_table()
    return answer
