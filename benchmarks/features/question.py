"""What every contender is asked: features, cutoffs, and how these cut time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from patron.config import read_entries
from patron.history import MICROSECONDS_A_DAY, micros

FEATURES_FILE = Path(__file__).with_name("features.yaml")
CUTOFFS = [micros(datetime(2024, month, 1, tzinfo=UTC)) for month in range(7, 13)]
# Length in days by the ending of the feature's name.
WINDOWS = {"7d": 7, "30d": 30, "90d": 90, "180d": 180, "365d": 365, "ever": None}
COLUMNS = ("customer_id", "occurred_at", "known_at", "kind", "channel", "amount")
# The days of an interval are bits of a whole number of 64, of which one is the sign.
MOST_DAYS = 63


def feature_names() -> list[str]:
    """Return the columns of the answer after customer and cutoff, in order."""
    return [
        f"{entry['name']}_{window.removeprefix('P').lower()}" if window else entry["name"]
        for _, entry in read_entries(FEATURES_FILE)
        for window in entry.get("windows", [""])
    ]


@dataclass(frozen=True)
class Intervals:
    """Time cut at every cutoff and window's start, so that windows are runs of whole intervals.

    Interval i is ``(edges[i - 1], edges[i]]``; what follows the last edge belongs to none.

    Parameters
    ----------
    edges
        Microseconds since 1970, rising; the first is not after the first row.
    reach
        Last interval of each cutoff.
    low
        First interval of each window, by the ending of its name, one for each cutoff.
    """

    edges: list[int]
    reach: list[int]
    low: dict[str, list[int]]

    def of_days(self) -> dict[str, list[int]]:
        """Return day (since 1970), its interval, and its number within the interval.

        A day is what lies after its midnight up to the next midnight, that one included.
        """
        first, last = (edge // MICROSECONDS_A_DAY for edge in (self.edges[0], self.edges[-1]))
        day = np.arange(first, last)
        interval = np.searchsorted(self.edges, (day + 1) * MICROSECONDS_A_DAY)
        start = np.asarray(self.edges)[interval - 1] // MICROSECONDS_A_DAY
        return {
            "day": day.tolist(),
            "interval": interval.tolist(),
            "number": (day - start).tolist(),
        }


def intervals(files: Sequence[str], cutoffs: Sequence[int]) -> Intervals:
    """Return how the cutoffs and windows cut the time that the files span.

    No interval is longer than `MOST_DAYS`; longer ones are cut further. Every edge is a
    midnight if every cutoff is.
    """
    spans = [days * MICROSECONDS_A_DAY for days in WINDOWS.values() if days is not None]
    wanted = {cutoff - span for cutoff in cutoffs for span in (0, *spans)}
    start = _first_moment(files) // MICROSECONDS_A_DAY * MICROSECONDS_A_DAY
    edges = sorted({edge for edge in wanted if edge > start} | {start})
    step = MOST_DAYS * MICROSECONDS_A_DAY
    edges = sorted({moment for a, z in pairwise(edges) for moment in (a, *range(a, z, step), z)})
    low = {
        name: [
            1 if days is None else _after(edges, cutoff - days * MICROSECONDS_A_DAY)
            for cutoff in cutoffs
        ]
        for name, days in WINDOWS.items()
    }
    return Intervals(edges, [edges.index(cutoff) for cutoff in cutoffs], low)


def _after(edges: Sequence[int], moment: int) -> int:
    return edges.index(moment) + 1 if moment in edges else 1


def _first_moment(files: Sequence[str]) -> int:
    """Return the time of the first row, by the files' statistics."""
    first: list[int] = []
    for file in files:
        read = pq.ParquetFile(file)
        place = read.schema_arrow.get_field_index("occurred_at")
        for group in range(read.metadata.num_row_groups):
            first.append(read.metadata.row_group(group).column(place).statistics.min_raw)
    return min(first)
