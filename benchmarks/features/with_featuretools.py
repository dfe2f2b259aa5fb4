"""featuretools: one matrix for each cutoff and window, of the features that it can express.

It has no second clock, so that it is given only the rows that were known at each cutoff; and no
share, ratio or spread of a population. What is left are 47 of the sixty features.
"""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.features.question import COLUMNS, WINDOWS, feature_names
from patron.history import MICROSECONDS_A_DAY

with warnings.catch_warnings():
    # A package that it needs still asks setuptools for its version.
    warnings.simplefilter("ignore", UserWarning)
    import featuretools as ft
    from featuretools import primitives

THREADS = 1


class _Kept:
    """An accessor made once for each frame, as pandas did before 3.1 and woodwork relies on."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def __get__(self, frame: Any, owner: type) -> Any:
        if frame is None:
            return self.made
        if "_kept_ww" not in frame.__dict__:
            frame.__dict__["_kept_ww"] = self.made(frame)
        return frame.__dict__["_kept_ww"]


_owner: Any
for _owner in (pd.DataFrame, pd.Series):
    _owner.ww = _Kept(_owner.ww)


def run(files: Sequence[str], cutoffs: Sequence[int]) -> pa.Table:
    """Return the features that it can express, by customer and cutoff."""
    rows = pd.concat(
        pq.read_table(file, columns=list(COLUMNS)).to_pandas() for file in files
    ).reset_index(names="row")
    for name in ("occurred_at", "known_at"):
        rows[name] = rows[name].dt.tz_localize(None)
    rows["day"] = rows["occurred_at"].dt.floor("D").astype("int64").astype("category")
    for name in ("kind", "channel"):
        rows[name] = rows[name].astype("category")
    with warnings.catch_warnings():
        # It warns that customers without rows in a window are not left out, as they must not be.
        warnings.filterwarnings("ignore", module="featuretools|woodwork")
        answer = pd.concat([_at(rows, cutoff) for cutoff in cutoffs])
    answer = answer.sort_values(["customer_id", "cutoff"])
    names = [name for name in feature_names() if name in answer]
    made = pa.Table.from_pandas(answer[["customer_id", "cutoff", *names]], preserve_index=False)
    return made.set_column(1, "cutoff", made["cutoff"].cast(pa.timestamp("us", tz="UTC")))


def _at(rows: pd.DataFrame, cutoff: int) -> pd.DataFrame:
    moment = pd.Timestamp(cutoff, unit="us")
    known = rows[(rows["known_at"] <= moment) & (rows["occurred_at"] <= moment)]
    customers = pd.DataFrame({"customer_id": known["customer_id"].unique()})
    data = ft.EntitySet("history")
    data.add_dataframe(
        dataframe_name="rows", dataframe=known, index="row", time_index="occurred_at"
    )
    data.add_dataframe(dataframe_name="customers", dataframe=customers, index="customer_id")
    data.add_relationship("customers", "customer_id", "rows", "customer_id")
    parts = [_window(data, moment, name, length) for name, length in WINDOWS.items()]
    return pd.concat(parts, axis=1).assign(cutoff=cutoff).reset_index(names="customer_id")


def _window(data: Any, moment: pd.Timestamp, name: str, length: int | None) -> pd.DataFrame:
    features = _features(data, name)
    matrix: pd.DataFrame = ft.calculate_feature_matrix(
        list(features.values()),
        data,
        cutoff_time=moment,
        training_window=None if length is None else f"{length} days",
    )
    matrix.columns = list(features)
    matrix = matrix.astype(np.float64)
    seconds = [column for column in features if column.startswith("days_")]
    days_of: dict[str, Any] = {c: matrix[c] * 1_000_000 / MICROSECONDS_A_DAY for c in seconds}
    return matrix.assign(**days_of).fillna({f"active_days_{name}": 0.0})


def _features(data: Any, window: str) -> dict[str, Any]:
    rows = data["rows"].ww
    kind, amount = ft.Feature(rows["kind"]), ft.Feature(rows["amount"])
    day, index, moment = (ft.Feature(rows[name]) for name in ("day", "row", "occurred_at"))

    def of(column: Any, primitive: Any, only: str | None = None) -> Any:
        where = None if only is None else kind == only
        return ft.Feature(
            column, parent_dataframe_name="customers", primitive=primitive, where=where
        )

    found = {
        "interactions": of(index, primitives.Count),
        "purchases": of(index, primitives.Count, "purchase"),
        "views": of(index, primitives.Count, "view"),
        "spend": of(amount, primitives.Sum, "purchase"),
        "spend_mean": of(amount, primitives.Mean, "purchase"),
        "spend_largest": of(amount, primitives.Max, "purchase"),
        "active_days": of(day, primitives.NumUnique),
    }
    if window in ("90d", "ever"):
        found["support_contacts"] = of(index, primitives.Count, "support")
    named = {f"{name}_{window}": feature for name, feature in found.items()}
    if window == "ever":
        named["days_since_interaction"] = of(moment, primitives.TimeSinceLast)
        named["days_since_purchase"] = of(moment, primitives.TimeSinceLast, "purchase")
        named["days_known"] = of(moment, primitives.TimeSinceFirst)
    return named
