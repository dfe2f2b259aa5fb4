"""Uplift as the difference of two predictions."""

import numpy as np

from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner
from patron.models.uplift.outcome import fit_outcomes


class TLearner(UpliftLearner):
    """What is expected with the offer less what is expected without, by a model of each.

    It is plain and strong where the effect is large; where it is small, the errors of two models
    add up. The parameters are those of `UpliftLearner`.

    References
    ----------
    Künzel, Sekhon, Bickel, Yu (2019), "Metalearners for estimating heterogeneous treatment
    effects using machine learning", PNAS 116.
    """

    def _learn(self, experiment: Experiment) -> None:
        self.outcomes_ = fit_outcomes(self._parameters(), experiment)

    def _effect(self, X: np.ndarray, arm: int) -> np.ndarray:
        return np.asarray(self.outcomes_[arm].expected(X) - self.outcomes_[0].expected(X))
