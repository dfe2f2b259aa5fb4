"""pandas: rows to elementary intervals, then each window of each cutoff from the intervals.

Text as codes of Arrow's dictionaries; one thread, as pandas has no more.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.features.figures import SUMS
from benchmarks.features.question import (
    COLUMNS,
    WINDOWS,
    Intervals,
    feature_names,
    intervals,
)
from patron.history import MICROSECONDS_A_DAY

THREADS = 1
TEXTS = ["customer_id", "kind", "channel"]
CELL = ["customer", "period", "visible"]


def run(files: Sequence[str], cutoffs: Sequence[int]) -> pa.Table:
    """Return the features, by customer and cutoff."""
    cut = intervals(files, cutoffs)
    table = pa.concat_tables(
        pq.read_table(file, columns=list(COLUMNS), read_dictionary=TEXTS) for file in files
    ).unify_dictionaries()
    customers = table["customer_id"].chunk(0).dictionary
    cells = _cells(_rows(table, cutoffs), cut)
    parts = [_at(cells, cut, number, cutoff) for number, cutoff in enumerate(cutoffs)]
    answer = _finished(pd.concat(parts))
    answer["customer_id"] = np.array(customers.to_pylist(), object)[answer.index.to_numpy()]
    answer = answer.sort_values(["customer_id", "cutoff"])[
        ["customer_id", "cutoff", *feature_names()]
    ]
    made = pa.Table.from_pandas(answer, preserve_index=False)
    return made.set_column(1, "cutoff", made["cutoff"].cast(pa.timestamp("us", tz="UTC")))


def _rows(table: pa.Table, cutoffs: Sequence[int]) -> pd.DataFrame:
    """Return the rows that count at one cutoff at least, as numbers."""
    occurred, known = (table[name].cast(pa.int64()).to_numpy() for name in COLUMNS[1:3])
    first, ideal = np.searchsorted(cutoffs, known), np.searchsorted(cutoffs, occurred)
    kind, channel = (_code(table[name]) for name in ("kind", "channel"))
    amount = table["amount"].to_numpy()
    is_purchase = kind("purchase")
    rows = pd.DataFrame(
        {
            "customer": _indices(table["customer_id"]),
            "occurred": occurred,
            "visible": np.where(first == ideal, 0, first).astype(np.int8),
            "day": ((occurred - 1) // MICROSECONDS_A_DAY).astype(np.int32),
            "rows": 1.0,
            "purchases": is_purchase.astype(float),
            "views": kind("view").astype(float),
            "support": kind("support").astype(float),
            "online": (channel("web") | channel("app")).astype(float),
            "spend": np.where(is_purchase, amount, 0.0),
            "squares": np.where(is_purchase, amount * amount, 0.0),
            "returned": np.where(kind("return"), amount, 0.0),
            "largest": np.where(is_purchase, amount, np.nan),
            "bought_at": np.where(is_purchase, occurred, np.nan),
        }
    )
    kept: pd.DataFrame = rows[first < len(cutoffs)]
    return kept


def _indices(column: pa.ChunkedArray) -> np.ndarray:
    return np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])


def _code(column: pa.ChunkedArray) -> Callable[[str], np.ndarray]:
    """Return whether each row has a name, by name."""
    indices, names = _indices(column), column.chunk(0).dictionary.to_pylist()
    return lambda name: np.asarray(indices == (names.index(name) if name in names else -1))


def _cells(rows: pd.DataFrame, cut: Intervals) -> pd.DataFrame:
    """Return the figures of each customer, interval, and cutoff from which on they count."""
    of_days = cut.of_days()
    rows["period"] = np.array(of_days["interval"], np.int8)[rows["day"] - of_days["day"][0]]
    cells: pd.DataFrame = rows.groupby(CELL, sort=False).agg(
        **{name: (name, "sum") for name in SUMS if name != "days"},
        largest=("largest", "max"),
        first_at=("occurred", "min"),
        last_at=("occurred", "max"),
        bought_at=("bought_at", "max"),
    )
    # A day counts once, from the cutoff on from which the first of its rows counts.
    days = rows.groupby(["customer", "day"], sort=False).agg(
        period=("period", "first"), visible=("visible", "min")
    )
    number = days.reset_index().groupby(CELL, sort=False).size().rename("days")
    exact: pd.DataFrame = cells.join(number).fillna({"days": 0.0}).reset_index()
    return exact


def _at(cells: pd.DataFrame, cut: Intervals, number: int, cutoff: int) -> pd.DataFrame:
    """Return the figures of each window before one cutoff."""
    known = cells[(cells["period"] <= cut.reach[number]) & (cells["visible"] <= number)]
    figures = known.groupby("customer").agg(
        first_at=("first_at", "min"), last_at=("last_at", "max"), bought_at=("bought_at", "max")
    )
    parts: list[Any] = [figures]
    for window in WINDOWS:
        inside = known[known["period"] >= cut.low[window][number]].groupby("customer")
        sums = inside[[name for name, windows in SUMS.items() if window in windows]].sum()
        found = sums.reindex(figures.index, fill_value=0.0).add_suffix(f"_{window}")
        largest = inside["largest"].max().reindex(figures.index).rename(f"largest_{window}")
        parts += [found, largest]
    joined: pd.DataFrame = pd.concat(parts, axis=1)
    return joined.assign(cutoff=cutoff)


def _finished(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures and the features that are made of them."""
    f = figures
    made = {f"interactions_{w}": f[f"rows_{w}"] for w in WINDOWS}
    made |= {f"active_days_{w}": f[f"days_{w}"] for w in WINDOWS}
    made |= {f"support_contacts_{w}": f[f"support_{w}"] for w in SUMS["support"]}
    for w in WINDOWS:
        purchases = f[f"purchases_{w}"].where(f[f"purchases_{w}"] != 0)
        mean, mean_square = f[f"spend_{w}"] / purchases, f[f"squares_{w}"] / purchases
        variance = mean_square - mean**2
        made[f"spend_mean_{w}"] = mean
        made[f"spend_largest_{w}"] = f[f"largest_{w}"]
        # What of the variance is rounding counts as none.
        made[f"spend_spread_{w}"] = np.sqrt(variance.mask(variance <= 1e-12 * mean_square, 0.0))
    for w in SUMS["online"]:
        made[f"online_share_{w}"] = f[f"online_{w}"] / f[f"rows_{w}"].where(f[f"rows_{w}"] != 0)
    for w in SUMS["returned"]:
        spend = f[f"spend_{w}"].where(f[f"spend_{w}"] != 0)
        made[f"returned_share_{w}"] = f[f"returned_{w}"] / spend
    moments = {
        "days_since_interaction": "last_at",
        "days_since_purchase": "bought_at",
        "days_known": "first_at",
    }
    for name, moment in moments.items():
        made[name] = (f["cutoff"] - f[moment]) / MICROSECONDS_A_DAY
    return pd.concat([f, pd.DataFrame(made)], axis=1)
