"""What training, scoring and serving ask of every estimator, beyond scikit-learn's contract."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

# Features and labels of a later time window; the ranker's has the groups as a third member.
Later = tuple[Any, ...]
# Told the round and the loss on the later window; may raise to stop the fit.
Watch = Callable[[int, float], None]


@dataclass(frozen=True)
class Range:
    """Values that a search may try for one parameter, from `low` to `high`, both included.

    Parameters
    ----------
    low, high
        Bounds.
    log
        Whether ratios matter rather than differences.
    whole
        Whether only whole numbers are meant.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False


class Answering(ABC):
    """An estimator that answers with one number in the unit of its question.

    The answer is a probability or money; it comes with an interval where there is one, and with
    how much each feature moved it. A fitted estimator is stored as plain text.
    """

    @abstractmethod
    def fit(self, X: Any, y: Any, later: Later | None = None, watch: Watch | None = None) -> Self:
        """Return the estimator, fitted.

        Parameters
        ----------
        X
            Features, shape (n, k); NaN where unknown.
        y
            Labels, shape (n,).
        later
            Features and labels of a later time window. Fitting stops when the loss on it has
            stopped falling, and keeps the best round.
        watch
            Called every 10 rounds with the round and the loss on `later` (lower is better).
            What it raises ends the fit and reaches the caller.
        """

    @abstractmethod
    def calibrate(self, X: Any, y: Any) -> Self:
        """Return the estimator, its answer adjusted to labels of a later time window."""

    def refit(self, X: Any, y: Any, now: Any, weight: Any = None) -> Self:
        """Return the estimator, learnt anew from rows that reach further into the present.

        It stops where `fit` stopped and keeps its calibration. An estimator without a way to do
        so stays as it is.

        Parameters
        ----------
        X
            Features, shape (n, k).
        y
            Labels, shape (n,).
        now
            Features of those whom it will be asked about, shape (m, k).
        weight
            How much each row counts for the mean of a probability, shape (n,); None counts all
            alike.
        """
        return self

    @abstractmethod
    def answer(self, X: Any) -> np.ndarray:
        """Return the answer for each row of `X` (n, k), shape (n,)."""

    @abstractmethod
    def interval(self, X: Any, answers: np.ndarray | None = None) -> np.ndarray | None:
        """Return low and high of each answer, shape (n, 2), or None where there is none.

        Parameters
        ----------
        X
            Features, shape (n, k).
        answers
            What `answer` returns of them, where that is known already.
        """

    def attribute(self, X: Any) -> tuple[np.ndarray, float]:
        """Return how far each feature moved each answer, and from where; see `explain`."""
        _, contributions, base = self.explain(X)
        return contributions, base

    @abstractmethod
    def explain(self, X: Any) -> tuple[np.ndarray, np.ndarray, float]:
        """Return what `answer` does, how far each feature moved each answer, and from where.

        Returns
        -------
        tuple
            The answers; contributions in the unit of the answer, shape (n, k); and the base: the
            answer where no feature is known. ``base + contributions.sum(axis=1)`` is the answer.
        """

    @abstractmethod
    def files(self) -> dict[str, str]:
        """Return the fitted estimator as plain text, by file name."""

    @classmethod
    @abstractmethod
    def from_files(cls, files: Mapping[str, str]) -> Self:
        """Return the estimator that `files` returned; its answers are the same to the bit.

        Raises
        ------
        ModelError
            If a file is missing, damaged or of another estimator.
        """

    @classmethod
    @abstractmethod
    def search_space(cls) -> dict[str, Range]:
        """Return what a search may vary, by parameter."""
