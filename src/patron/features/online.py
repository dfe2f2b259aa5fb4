"""The features of one customer, now: the same kernel on that customer's rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from patron.features.base import Feature
from patron.features.compute import layout_of
from patron.features.tally import GroupedRows, Told, tally_grouped
from patron.features.together import Together
from patron.history import History
from patron.history.join import join

Array = np.ndarray[Any, Any]


class OnlineFeatures:
    """Computes features of single customers, with everything prepared that can be.

    Parameters
    ----------
    features
        Features of customers, in the order in which values are returned.
    """

    def __init__(self, features: Sequence[Feature]) -> None:
        self.features = tuple(features)
        self._layout = layout_of(self.features)
        self._looked_at = {name for feature in self.features for name in feature.columns()}
        self._together = Together(self.features, self._layout.tallies)

    def compute(self, past: History, cutoff: int) -> Array:
        """Return the features of each customer of `past` at the cutoff, shape (customers, k).

        Parameters
        ----------
        past
            Rows of one customer or of some. Histories that share their `names` share the
            preparation too.
        cutoff
            Microseconds since 1970. Rows after it, or known after it, do not count; a customer
            of whom nothing was known has NaN throughout.
        """
        number, known = self.known(past, cutoff)
        if len(number) == len(past.customers):
            return known
        values = np.full((len(past.customers), len(self.features)), np.nan)
        values[number] = known
        return values

    def prepare(self, past: History) -> GroupedRows:
        """Return what `known` reads of the rows of a customer, for one who is asked about again."""
        return GroupedRows(past, past.groups("customer"), self._layout)

    def join(self, parts: Sequence[GroupedRows]) -> GroupedRows:
        """Return what `known` reads of some customers, each prepared before.

        Parameters
        ----------
        parts
            Of different customers, in order of their ids.
        """
        if len(parts) == 1:
            return parts[0]
        # Beside tallies; these are made of the rows that are joined already.
        history = join([part.history for part in parts], self._looked_at)
        return GroupedRows.joined(parts, history)

    def known(self, past: History | GroupedRows, cutoff: int) -> tuple[Array, Array]:
        """Return number and features, shape (n,) and (n, k), of those of whom something was known.

        Parameters
        ----------
        past
            As in `compute`, or what `prepare` returned of it.
        cutoff
            As in `compute`.
        """
        rows = past if isinstance(past, GroupedRows) else self.prepare(past)

        def finished(told: Told) -> tuple[Array, Array]:
            return told.number, self._together.values(told.tallied)

        if len(rows.groups.customer) == 1:
            # One customer is the common case where every microsecond counts.
            number, values = finished(rows.tally(0, 1, self._layout.intervals([cutoff])))
            return number, values.T
        found = list(tally_grouped([rows], self._layout, [cutoff], finished))
        if len(found) == 1:
            [(number, values)] = found
            return number, values.T
        if not found:
            return np.zeros(0, np.int64), np.empty((0, len(self.features)))
        numbers, parts = zip(*found, strict=True)
        return np.concatenate(numbers), np.concatenate(parts, axis=1).T
