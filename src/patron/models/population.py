"""What is usual: quantiles of each feature over the population that judged a model."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

# Where quantiles are kept: shares of those whose value is known.
LEVELS = (0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)
# More rows than this tell no more.
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Usual:
    """What is usual of one feature.

    Parameters
    ----------
    quantiles
        Smallest value that at least each of `LEVELS` of the known values do not exceed, rising;
        empty where none is known.
    unknown
        Share (0 to 1) of the rows that have no value.
    """

    quantiles: tuple[float, ...]
    unknown: float

    @classmethod
    def of(cls, values: np.ndarray) -> Self:
        """Return what is usual of some values, shape (n,); NaN is unknown."""
        known = values[~np.isnan(values)]
        unknown = 1 - len(known) / len(values) if len(values) else 1.0
        if not len(known):
            return cls((), unknown)
        found = np.quantile(known, LEVELS, method="inverted_cdf")
        return cls(tuple(found.tolist()), unknown)

    def less(self, value: float) -> float:
        """Return a share of the known values that certainly lies below a value."""
        below = bisect_left(self.quantiles, value)
        return LEVELS[below - 1] if below else 0.0

    def more(self, value: float) -> float:
        """Return a share of the known values that certainly lies above a value."""
        upto = bisect_right(self.quantiles, value)
        return 1 - LEVELS[upto] if upto < len(self.quantiles) else 0.0

    def same(self, value: float) -> float:
        """Return a share of the known values that certainly equals a value."""
        first, after = bisect_left(self.quantiles, value), bisect_right(self.quantiles, value)
        return LEVELS[after - 1] - LEVELS[first] if after > first else 0.0


def usual_of(columns: Sequence[str], X: np.ndarray) -> dict[str, Usual]:
    """Return what is usual of each feature.

    Parameters
    ----------
    columns
        Name of each column.
    X
        Features of the population, shape (n, k).
    """
    step = max(1, -(-len(X) // MOST_ROWS))
    rows = X[::step]
    return {name: Usual.of(rows[:, place]) for place, name in enumerate(columns)}


def as_plain(population: Mapping[str, Usual]) -> dict[str, list[float]]:
    """Return what is usual as plain lists by feature: the unknown share, then the quantiles."""
    return {name: [usual.unknown, *usual.quantiles] for name, usual in population.items()}


def from_plain(plain: Mapping[str, Any]) -> dict[str, Usual]:
    """Return what `as_plain` wrote."""
    return {
        name: Usual(tuple(map(float, quantiles)), float(unknown))
        for name, (unknown, *quantiles) in plain.items()
    }
