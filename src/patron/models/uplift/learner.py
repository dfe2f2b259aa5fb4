"""What every uplift learner promises: an effect of each offer on each customer."""

from abc import ABC, abstractmethod
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from patron.models.trees import parameters
from patron.models.uplift.experiment import Experiment


class UpliftLearner(BaseEstimator, ABC):
    """Learns from an experiment how far each offer moves each customer.

    Parameters
    ----------
    trees
        Boosting rounds of each model within.
    leaves
        Most leaves that a tree may have.
    learning_rate
        Weight of each tree, in (0, 1].
    smallest_leaf
        Fewest rows that a leaf may hold.
    row_share, column_share
        Share of the rows and of the features that each tree sees, in (0, 1].
    l2
        Penalty on the square of a leaf's value, 0 or more.
    random_state
        Seed of what is drawn.
    threads
        Threads to fit with; 0 takes all cores.
    """

    def __init__(
        self,
        trees: int = 30,
        leaves: int = 3,
        learning_rate: float = 0.05,
        smallest_leaf: int = 100,
        row_share: float = 0.5,
        column_share: float = 0.5,
        l2: float = 0.0,
        random_state: int = 0,
        threads: int = 0,
    ) -> None:
        self.trees = trees
        self.leaves = leaves
        self.learning_rate = learning_rate
        self.smallest_leaf = smallest_leaf
        self.row_share = row_share
        self.column_share = column_share
        self.l2 = l2
        self.random_state = random_state
        self.threads = threads

    def fit(
        self,
        X: np.ndarray,
        treatment: np.ndarray,
        y: np.ndarray,
        propensity: np.ndarray | None = None,
    ) -> Self:
        """Return the learner, fitted; the parameters are those of `Experiment`.

        Raises
        ------
        ModelError
            If the rows are no experiment; see `Experiment.check`.
        """
        experiment = Experiment(X, treatment, y, propensity).check()
        self._learn(experiment)
        self.treatments_ = experiment.treatments
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the effect of each offer on each row of `X`, shape (n, k), in the unit of y.

        The effect of an offer is the expected outcome with it less that without any.
        """
        check_is_fitted(self, "treatments_")
        X = np.asarray(X, dtype=np.float64)
        arms = range(1, self.treatments_ + 1)
        return np.column_stack([self._effect(X, arm) for arm in arms])

    @abstractmethod
    def _learn(self, experiment: Experiment) -> None:
        """Learn from a checked experiment."""

    @abstractmethod
    def _effect(self, X: np.ndarray, arm: int) -> np.ndarray:
        """Return the effect of one offer on each row, shape (n,)."""

    def _parameters(self) -> dict[str, Any]:
        return parameters(self.get_params(deep=False))
