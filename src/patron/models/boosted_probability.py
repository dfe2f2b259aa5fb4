"""What the two estimators that answer with a probability share."""

from typing import Any, Self

import numpy as np

from patron.models.boosted import Boosted
from patron.models.calibration import Platt, fit_platt, sigmoid
from patron.models.path_attribution import Parts, attribute_probability
from patron.models.stack_weights import fit_logit_weights
from patron.models.trees import Trees

SCORE = "score"


class BoostedProbability(Boosted):
    """One sum of trees whose raw score becomes a probability by Platt scaling.

    Without formulas beside them (`stand_beside`) the order of the raw scores is kept; with
    them, their log odds are added up, each with its weight.
    """

    def calibrate(self, X: Any, y: Any) -> Self:
        """Return the estimator, its probabilities fitted to labels of a later time window.

        They stay as they are if all labels are alike or a higher raw score does not go with a
        likelier label.

        Parameters
        ----------
        X
            Features, shape (n, k).
        y
            Labels, shape (n,).
        """
        X = self._matrix(X)
        raw = self._trees.raw(X)
        yes = self._is_positive(y)
        self.calibration_ = fit_platt(raw, yes, self.calibration_)
        if self.stack_.members and 0 < np.count_nonzero(yes) < len(yes):
            said = np.column_stack([self.calibration_.logit(raw), self.stack_.said(X)])
            intercept, (own, *others) = fit_logit_weights(said, yes)
            slope, at_zero = self.calibration_.slope, self.calibration_.intercept
            self.calibration_ = Platt(float(own * slope), float(own * at_zero + intercept))
            self.stack_ = self.stack_.weighted(others)
        return self

    def answer(self, X: Any) -> np.ndarray:
        """Return the probability of the positive label for each row of `X`, shape (n,)."""
        return sigmoid(self._logit(self._matrix(X)))

    def interval(self, X: Any, answers: np.ndarray | None = None) -> None:
        """Return None: a probability already says how sure it is."""
        return

    def attribute(self, X: Any) -> tuple[np.ndarray, float]:
        """Return contributions to the probability, shape (n, k), and the base probability."""
        X = self._matrix(X)
        steps, base = self._trees.contributions(X)
        more, beside = self.stack_.contributions(X)
        whole = Parts(
            self.calibration_.slope * base + self.calibration_.intercept + beside,
            self.calibration_.slope * steps + more,
        )
        return attribute_probability(whole)

    def _logit(self, X: np.ndarray) -> np.ndarray:
        return np.asarray(self.calibration_.logit(self._trees.raw(X)) + self.stack_.sum(X))

    def _is_positive(self, y: Any) -> np.ndarray:
        return np.asarray(y) > 0

    @property
    def _trees(self) -> Trees:
        return self.trees_by_name_[SCORE]
