"""Uplift as the mean of what three learners say."""

import numpy as np

from patron.models.uplift.dr_learner import DRLearner
from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner
from patron.models.uplift.t_learner import TLearner
from patron.models.uplift.x_learner import XLearner


class MeanLearner(UpliftLearner):
    """The mean effect of a T-, an X- and a DR-learner of the same parameters.

    Their errors differ, so that the mean of them errs less where none is clearly the best. The
    parameters are those of `UpliftLearner`.

    References
    ----------
    Breiman (1996), "Stacked regressions", Machine Learning 24.
    """

    def _learn(self, experiment: Experiment) -> None:
        columns = (experiment.X, experiment.treatment, experiment.y, experiment.propensity)
        kinds = (TLearner, XLearner, DRLearner)
        self.learners_ = [kind(**self.get_params()).fit(*columns) for kind in kinds]

    def _effect(self, X: np.ndarray, arm: int) -> np.ndarray:
        effects = [learner._effect(X, arm) for learner in self.learners_]
        return np.asarray(np.mean(effects, axis=0))
