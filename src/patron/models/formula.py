"""What a naive formula is: what a model must beat to be worth its trouble."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from patron.config import Described


class Formula(Described, ABC):
    """A rule that answers a task's question from a few feature columns.

    Parameters
    ----------
    name
        How grades and reports call the formula.
    """

    # Whether it may answer beside a model's trees; see `patron.models.stack`.
    may_stand_beside: ClassVar[bool] = True

    name: str

    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """Return the feature columns that the formula looks at."""

    def answer(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> np.ndarray:
        """Return a number for each row of `now`, shape (n,); higher is likelier, or more money.

        The parameters are those of `learn`.
        """
        return self.apply(self.learn(past, labels, now, horizon_days), now)

    def as_probability(self) -> "Formula":
        """Return the formula that says a probability where this one only orders: else itself."""
        return self

    @abstractmethod
    def learn(
        self,
        past: Mapping[str, np.ndarray],
        labels: np.ndarray,
        now: Mapping[str, np.ndarray],
        horizon_days: float,
    ) -> dict[str, Any]:
        """Return what the formula needs to know to answer, as JSON takes it.

        Parameters
        ----------
        past
            Feature columns at earlier cutoffs, each of shape (m,), for a formula that learns.
        labels
            What followed those cutoffs, shape (m,).
        now
            Feature columns at the cutoff asked about, each of shape (n,); NaN where unknown.
        horizon_days
            How many days ahead the question looks.
        """

    @abstractmethod
    def apply(self, learnt: Mapping[str, Any], columns: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return a number for each row of `columns`, shape (n,), by what `learn` returned."""
