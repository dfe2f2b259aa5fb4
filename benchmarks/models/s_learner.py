"""Uplift by one model that has the treatment as a column: what it is measured against."""

import numpy as np

from patron.models.uplift import Experiment, UpliftLearner
from patron.models.uplift.outcome import fit_outcome, is_yes_or_no


class SLearner(UpliftLearner):
    """What one model expects with the offer less what it expects without.

    Where the effect is small, the model may never look at the treatment.

    References
    ----------
    Künzel, Sekhon, Bickel, Yu (2019), "Metalearners for estimating heterogeneous treatment
    effects using machine learning", PNAS 116.
    """

    def _learn(self, experiment: Experiment) -> None:
        X = np.column_stack([experiment.X, experiment.treatment])
        y = experiment.y
        self.outcome_ = fit_outcome(self._parameters(), X, y, is_yes_or_no(y))

    def _effect(self, X: np.ndarray, arm: int) -> np.ndarray:
        offered, not_offered = (
            self.outcome_.expected(np.column_stack([X, np.full(len(X), taken)]))
            for taken in (arm, 0)
        )
        return np.asarray(offered - not_offered)
