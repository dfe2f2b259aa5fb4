"""The features of one customer, now: the same kernel on that customer's rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from patron.features.base import Feature
from patron.features.compute import layout_of
from patron.features.tally import tally
from patron.history import History


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
        self._finishes = [feature.finish for feature in self.features]

    def compute(self, past: History, cutoff: int) -> np.ndarray[Any, Any]:
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
        values = np.full((len(self.features), len(past.customers)), np.nan)
        for number, tallied in tally(past, past.groups("customer"), self._layout, [cutoff]):
            for place, finish in enumerate(self._finishes):
                values[place, number] = finish(tallied)
        return values.T
