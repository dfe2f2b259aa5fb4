"""Gradient-boosted trees that put what a customer will take before what they will not."""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from patron.arrays import different
from patron.errors import ModelError
from patron.models.answering import Later, Watch
from patron.models.boosted_probability import SCORE, BoostedProbability
from patron.models.calibration import Platt, shift_to_rate
from patron.models.trees import Rows, grow

# LightGBM refuses longer queries.
LONGEST_QUERY = 10_000


class OfferRanker(BoostedProbability):
    """The order of items within each group, and the probability that an item is taken.

    A label above 0 says that the item was taken. Until `calibrate` is called, the probability is
    only roughly right: the mean raw score stands for the rate in the rows fitted on. Beside
    `objective`, the parameters are those of `Boosted`.

    Parameters
    ----------
    objective
        What the trees learn: ``lambdarank``, the order within each group, or ``binary``, the
        probability of each row, whose order is used all the same.

    References
    ----------
    Burges (2010), "From RankNet to LambdaRank to LambdaMART: An Overview", MSR-TR-2010-82.
    """

    def __init__(
        self,
        trees: int = 300,
        leaves: int = 15,
        learning_rate: float = 0.05,
        smallest_leaf: int = 20,
        row_share: float = 1.0,
        column_share: float = 1.0,
        l2: float = 0.0,
        random_state: int = 0,
        threads: int = 0,
        objective: str = "lambdarank",
    ) -> None:
        super().__init__(
            trees,
            leaves,
            learning_rate,
            smallest_leaf,
            row_share,
            column_share,
            l2,
            random_state,
            threads,
        )
        self.objective = objective

    def fit(
        self,
        X: Any,
        y: Any,
        later: Later | None = None,
        watch: Watch | None = None,
        groups: Any = None,
    ) -> Self:
        """Return the ranker, fitted; see `Answering.fit`.

        Parameters
        ----------
        X, y, watch
            As for every estimator; the loss is ``1 - NDCG@10``, or the logistic loss.
        later
            Features, labels and groups of a later time window.
        groups
            Group of each row, shape (n,), such as the customer and the cutoff; rows of a group
            stand together. None makes all rows one group. A group of more than 10,000 rows is
            dealt out into several.

        Raises
        ------
        ModelError
            If there are not as many groups as rows, or a group's rows do not stand together, or
            the objective is unknown.
        """
        X, y = self._checked_for_fit(X, y, y_numeric=True)
        later_rows = None
        if later is not None:
            X_later, y_later, *rest = later
            later_rows = _queries(
                self._matrix(X_later), self._is_positive(y_later), rest[0] if rest else None
            )
        rows = _queries(X, self._is_positive(y), groups)
        trees = grow(self._of_objective(), rows, later_rows, watch)
        self.trees_by_name_ = {SCORE: trees}
        self.calibration_ = Platt.of_rate(trees.raw(X), self._is_positive(y))
        return self

    def refit(self, X: Any, y: Any, now: Any, weight: Any = None, groups: Any = None) -> Self:
        """Return the ranker, learnt anew in as many rounds; see `Answering.refit`.

        The mean probability of the rows of `now` stays as it is.

        Parameters
        ----------
        X, y, now, weight
            As for every estimator; `weight` is not looked at.
        groups
            Group of each row, as in `fit`.
        """
        X, now = self._matrix(X), self._matrix(now)
        params = {**self._of_objective(), "num_iterations": max(self._trees.rounds, 1)}
        before = self._trees.raw(now)
        mean = float(self.calibration_.probability(before).mean())
        trees = grow(params, _queries(X, self._is_positive(y), groups))
        after = trees.raw(now)
        # Raw scores of a ranking have no unit: the new ones are given the spread of the old.
        spread = float(np.std(after))
        stretch = float(np.std(before)) / spread if spread > 0 else 1.0
        slope = self.calibration_.slope * stretch
        self.trees_by_name_ = {SCORE: trees}
        self.calibration_ = Platt(slope, shift_to_rate(slope * after, mean))
        return self

    def _of_objective(self) -> dict[str, Any]:
        if self.objective == "lambdarank":
            return self._parameters(objective="lambdarank", metric="ndcg", eval_at=[10])
        if self.objective == "binary":
            return self._parameters(objective="binary", metric="binary_logloss")
        raise ModelError(
            f"The objective of a ranker is {self.objective!r}, but must be lambdarank or binary."
        )

    def predict(self, X: Any) -> np.ndarray:
        """Return the raw score of each row of `X`, shape (n,); higher goes first."""
        X = self._matrix(X)
        return self._trees.raw(X)

    def _own_facts(self) -> dict[str, Any]:
        return {}

    def _restore(self, facts: Mapping[str, Any]) -> None:
        """Nothing else is stored."""


def _queries(X: np.ndarray, taken: np.ndarray, groups: Any) -> Rows:
    """Return the rows in queries that LightGBM takes."""
    groups = np.zeros(len(X), dtype=np.int64) if groups is None else np.asarray(groups)
    if len(groups) != len(X):
        raise ModelError(f"There are {len(groups)} groups for {len(X)} rows; each row has one.")
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(X) else np.arange(0)
    if len(different(groups[starts])) < len(starts):
        raise ModelError("The rows of a group must stand together; sort the rows by group.")
    sizes = np.diff(np.r_[starts, len(X)])
    if sizes.max(initial=0) <= LONGEST_QUERY:
        return Rows(X, taken.astype(float), sizes)
    order, sizes = _dealt(starts, sizes)
    return Rows(X[order], taken[order].astype(float), sizes)


def _dealt(starts: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    # Dealt like cards, so that a group sorted by label does not fall into a part of takers
    # and a part of refusers, which would have nothing to tell.
    orders, parts = [], []
    for start, size in zip(starts, sizes, strict=True):
        hands = -(-int(size) // LONGEST_QUERY)
        for hand in range(hands):
            orders.append(np.arange(start + hand, start + size, hands))
            parts.append(len(orders[-1]))
    return (np.concatenate(orders) if orders else np.arange(0)), np.array(parts, dtype=np.int64)
