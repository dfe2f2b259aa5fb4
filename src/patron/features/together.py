"""Finish many features in few steps: those of one type that differ in filter and window at once.

Where there is one row, as for one customer now, each step costs the same however little it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from patron.features.base import Feature, Tallied, Tally

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class _Stacked(Tallied):
    """The tallies of features that finish alike, one feature's rows after the other's."""

    stacked: tuple[Array, ...] = ()

    def of(self, feature: Feature) -> tuple[Array, ...]:
        """Return the tallies in the order that each of the features needs them."""
        return self.stacked


class Together:
    """Finishes features as each would on its own.

    Parameters
    ----------
    features
        Features, in the order in which values are returned.
    tallies
        All that they need, in the order in which the values of a `Tallied` lie.
    """

    def __init__(self, features: Sequence[Feature], tallies: Sequence[Tally]) -> None:
        place = {tally: number for number, tally in enumerate(tallies)}
        alike: dict[object, list[int]] = {}
        self._alone: list[tuple[int, Feature]] = []
        for number, feature in enumerate(features):
            if feature.finish_looks_at is None:
                self._alone.append((number, feature))
            else:
                alike.setdefault(_key(feature), []).append(number)
        self._groups: list[tuple[Feature, int, int, int]] = []
        rows: list[int] = []
        for numbers in alike.values():
            first = features[numbers[0]]
            width = len(first.needed)
            self._groups.append((first, len(rows), width, len(numbers)))
            rows += [place[features[n].needed[at]] for at in range(width) for n in numbers]
        self._rows = np.array(rows, np.int64)
        self._order = np.array([n for numbers in alike.values() for n in numbers], np.int64)
        self._many = len(features)

    def values(self, tallied: Tallied) -> Array:
        """Return the value of each feature in each of n rows, shape (features, n)."""
        n = len(tallied.cutoffs)
        out = np.empty((self._many, n))
        if len(self._order) and n:
            out[self._order] = self._stacked(tallied, n).reshape(-1, n)
        for number, feature in self._alone:
            out[number] = feature.finish(tallied)
        return out

    def _stacked(self, tallied: Tallied, n: int) -> Array:
        table = np.concatenate(tuple(tallied.values.values())).reshape(-1, n)
        figures = table[self._rows].reshape(-1)
        most = max(many for *_, many in self._groups)
        cutoffs = np.tile(tallied.cutoffs, most)
        nothing: Mapping[Tally, Array] = {}
        found = []
        for first, start, width, many in self._groups:
            ends = range(start * n, (start + width * many) * n + 1, many * n)
            parts = tuple([figures[a:z] for a, z in pairwise(ends)])
            past = _Stacked(nothing, cutoffs[: many * n], tallied.attribute, None, parts)
            found.append(first.finish(past))
        return np.concatenate(found)


def _key(feature: Feature) -> object:
    looked_at = feature.finish_looks_at or ()
    return (type(feature), len(feature.needed), *(getattr(feature, name) for name in looked_at))
