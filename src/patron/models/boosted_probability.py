"""What the two estimators that answer with a probability share."""

from typing import Any, Self

import numpy as np

from patron.models.boosted import Boosted
from patron.models.calibration import fit_platt
from patron.models.path_attribution import Parts, attribute_probability
from patron.models.trees import Trees

SCORE = "score"


class BoostedProbability(Boosted):
    """One sum of trees whose raw score becomes a probability by Platt scaling.

    The answer rises with the raw score and never changes its order.
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
        self.calibration_ = fit_platt(raw, self._is_positive(y), self.calibration_)
        return self

    def answer(self, X: Any) -> np.ndarray:
        """Return the probability of the positive label for each row of `X`, shape (n,)."""
        X = self._matrix(X)
        return self.calibration_.probability(self._trees.raw(X))

    def interval(self, X: Any) -> None:
        """Return None: a probability already says how sure it is."""
        return

    def attribute(self, X: Any) -> tuple[np.ndarray, float]:
        """Return contributions to the probability, shape (n, k), and the base probability."""
        X = self._matrix(X)
        steps, base = self._trees.contributions(X)
        scaled = Parts(
            self.calibration_.slope * base + self.calibration_.intercept,
            self.calibration_.slope * steps,
        )
        return attribute_probability(scaled)

    def _is_positive(self, y: Any) -> np.ndarray:
        return np.asarray(y) > 0

    @property
    def _trees(self) -> Trees:
        return self.trees_by_name_[SCORE]
