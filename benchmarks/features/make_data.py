"""Make the histories that the contenders read: seeded, skewed, and a little late.

Each size is the HISTORY table of a lake of its own, in order of customer and time, and every
contender reads its Parquet files. What is made once is used again.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from patron.history import MICROSECONDS_A_DAY
from patron.lake import Lake, delta
from patron.schema import HISTORY

log = logging.getLogger(__name__)

SEED = 20_241_201
ROWS_A_CUSTOMER = 200
CUSTOMERS_AT_A_TIME = 2_000
START = np.datetime64("2022-12-01", "us").astype(np.int64)
END = np.datetime64("2024-12-31", "us").astype(np.int64)
HOUR = MICROSECONDS_A_DAY // 24

# Rows in a thousand.
KINDS = {
    "view": 560,
    "cart": 110,
    "purchase": 120,
    "return": 10,
    "email_open": 90,
    "search": 90,
    "support": 12,
    "review": 8,
}
CHANNELS = {"web": 450, "app": 300, "store": 150, "email": 80, "callcentre": 20}
LATE = 0.01
LATEST = 20 * MICROSECONDS_A_DAY
LARGEST_AMOUNT = 2_000.0
ITEMS = 5_000


def parquet_files(folder: Path, rows: int) -> list[str]:
    """Return the Parquet files of a history of so many rows, made under `folder` if need be."""
    lake = Lake(folder / f"{rows}", memory="8GB")
    if lake.version(HISTORY) is None:
        log.info("making %s rows under %s", f"{rows:,}", lake.folder)
        batches = history_batches(rows, SEED)
        lake.replace(HISTORY, pa.RecordBatchReader.from_batches(HISTORY.schema, batches))
    table = delta.newest(lake.folder / HISTORY.name)
    assert table is not None
    return delta.files(table)


def history_batches(
    rows: int, seed: int, rows_a_customer: int = ROWS_A_CUSTOMER
) -> Iterator[pa.RecordBatch]:
    """Yield a history of so many rows, in order of customer and time, some customers at a time.

    Few customers do most: how much each does is log-normal. They come on days of their own
    choosing since their first, and do a handful of things each time.
    """
    counts = _rows_of_each(rows, max(1, rows // rows_a_customer), np.random.default_rng(seed))
    first_row = 0
    for start in range(0, len(counts), CUSTOMERS_AT_A_TIME):
        part = counts[start : start + CUSTOMERS_AT_A_TIME]
        yield batch_of(part, start, first_row, np.random.default_rng([seed, start]))
        first_row += int(part.sum())


def _rows_of_each(rows: int, customers: int, random: np.random.Generator) -> np.ndarray:
    """Return how many rows each customer has, at least one, `rows` in all."""
    weight = random.lognormal(0.0, 1.2, customers)
    share = weight / weight.sum() * (rows - customers)
    counts: np.ndarray = 1 + np.floor(share).astype(np.int64)
    # What rounding down has left goes to those who lost most by it.
    short = np.argsort(-(share % 1), kind="stable")[: rows - counts.sum()]
    counts[short] += 1
    return counts


def batch_of(
    counts: np.ndarray, first_customer: int, first_row: int, random: np.random.Generator
) -> pa.RecordBatch:
    """Return the history of some customers, each of whom has so many rows as `counts` says."""
    owner = np.repeat(np.arange(len(counts)), counts)
    occurred_at = _times(counts, owner, random)
    order = np.lexsort((occurred_at, owner))
    owner, occurred_at = owner[order], occurred_at[order]
    rows = len(owner)
    late = random.random(rows) < LATE
    delay = np.where(late, random.integers(1, LATEST, rows), 0)
    kind = _codes(KINDS, rows, random)
    is_bought = np.isin(kind, [list(KINDS).index(name) for name in ("purchase", "return")])
    has_item = is_bought | np.isin(kind, [list(KINDS).index(name) for name in ("view", "cart")])
    amount = np.minimum(np.round(random.lognormal(3.2, 0.9, rows), 2), LARGEST_AMOUNT)
    item = np.array([f"item{number:04d}" for number in range(ITEMS)])
    columns = {
        "customer_id": pa.array(np.char.mod("c%08d", np.arange(len(counts)) + first_customer)).take(
            pa.array(owner)
        ),
        "occurred_at": pa.array(occurred_at).cast(HISTORY.columns["occurred_at"]),
        "known_at": pa.array(occurred_at + delay).cast(HISTORY.columns["known_at"]),
        "kind": pa.array(list(KINDS)).take(pa.array(kind)),
        "channel": pa.array(list(CHANNELS)).take(pa.array(_codes(CHANNELS, rows, random))),
        "actor": pa.array(["customer"] * rows),
        "item": pa.array(item).take(pa.array(random.integers(0, ITEMS, rows), mask=~has_item)),
        "quantity": pa.array(random.integers(1, 4, rows).astype(float), mask=~is_bought),
        "amount": pa.array(amount, mask=~is_bought),
        "source": pa.array(["made"] * rows),
        "interaction_id": pa.array(np.char.mod("%d", np.arange(rows) + first_row)),
    }
    nothing = {name: pa.nulls(rows, type_) for name, type_ in HISTORY.columns.items()}
    arrays = {**nothing, **columns}
    return pa.RecordBatch.from_arrays(
        [arrays[name] for name in HISTORY.columns], schema=HISTORY.schema
    )


def _times(counts: np.ndarray, owner: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return when each row occurred: three or so a visit, on some day since the first."""
    visits = 1 + counts // 3
    visitor = np.repeat(np.arange(len(counts)), visits)
    joined = START + (random.random(len(counts)) ** 2 * (END - START)).astype(np.int64)
    visited = joined[visitor] + (random.random(len(visitor)) * (END - joined[visitor])).astype(
        np.int64
    )
    first_visit = np.cumsum(visits) - visits
    chosen = first_visit[owner] + (random.random(len(owner)) * visits[owner]).astype(np.int64)
    times: np.ndarray = visited[chosen] + (random.exponential(0.2, len(owner)) * HOUR).astype(
        np.int64
    )
    # Nothing lies on an edge between two days, so that a day is never cut by a window: this
    # spares the contenders what patron does without being asked.
    return np.asarray(times + (times % MICROSECONDS_A_DAY == 0))


def _codes(share: dict[str, int], rows: int, random: np.random.Generator) -> np.ndarray:
    borders = np.cumsum(list(share.values()))
    return np.asarray(np.searchsorted(borders, random.random(rows) * borders[-1], side="right"))
