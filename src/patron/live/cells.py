"""Sums about all customers, kept so that those of any choice of customers can be added up."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Sums = Mapping[str, npt.NDArray[np.float64]]
# Who did something in so many days up to the moment is active.
ACTIVE_DAYS = 90
# Digits after the point that are kept of a sum.
DIGITS = 4


@dataclass(frozen=True)
class Cells:
    """Customers in cells: those of one cell are alike in every facet, and only sums are kept.

    How many cells there are depends on the facets and not on the number of customers, and whoever
    chooses customers by facets adds up the cells that fit.

    Parameters
    ----------
    facets
        By name of a facet, its value for each cell; empty where it is not known.
    sums
        By name, the sum of each cell, shape (cells,) or (cells, places).
    months
        The places of sums by month, such as ``2024-06``.
    moments
        By name, up to when what a sum is made from was known, in microseconds since 1970.
    """

    facets: Mapping[str, Sequence[str]]
    sums: Sums
    months: Sequence[str] = ()
    moments: Mapping[str, int] = field(default_factory=dict)

    def fits(self, wanted: Mapping[str, str]) -> npt.NDArray[np.bool_]:
        """Return which cells have the wanted value of every facet wanted, shape (cells,)."""
        found = np.ones(self.size, dtype=bool)
        for name, value in wanted.items():
            values = self.facets.get(name, [""] * self.size)
            found &= np.array([one == value for one in values], dtype=bool)
        return found

    @property
    def size(self) -> int:
        """How many cells there are; none where there are no customers."""
        return len(self.sums["customers"])

    def total(self, cells: npt.NDArray[np.bool_]) -> Sums:
        """Return the sums over some cells, shape () or (places,)."""
        return {name: values[cells].sum(axis=0) for name, values in self.sums.items()}

    def values(self, facet: str) -> dict[str, int]:
        """Return how many customers have each value of a facet."""
        found: dict[str, int] = {}
        for value, customers in zip(self.facets[facet], self.sums["customers"], strict=True):
            found[value] = found.get(value, 0) + int(customers)
        return found

    def as_json(self) -> str:
        """Return it as JSON."""
        sums = {name: np.round(values, DIGITS).tolist() for name, values in self.sums.items()}
        told = {"facets": {name: list(values) for name, values in self.facets.items()}}
        return json.dumps(
            {**told, "sums": sums, "months": list(self.months), "moments": dict(self.moments)}
        )

    @classmethod
    def of_json(cls, text: str) -> "Cells":
        """Return what `as_json` returned."""
        told = json.loads(text)
        sums = {name: np.array(values, dtype=np.float64) for name, values in told["sums"].items()}
        return cls(told["facets"], sums, told["months"], told["moments"])
