"""Uplift learnt from an unbiased, if noisy, effect of each customer."""

import numpy as np

from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner
from patron.models.uplift.outcome import draw_folds, fit_outcome, out_of_fold

FOLDS = 5


class DRLearner(UpliftLearner):
    """A regression of each customer's doubly robust effect on their features.

    That effect is the predicted one plus the error of the prediction, weighted by how likely
    the customer was to get what they got. Its mean is right if either the predictions or the
    propensities are. The predictions come from models that never saw the customer (five folds).
    The parameters are those of `UpliftLearner`.

    References
    ----------
    Kennedy (2020), "Towards optimal doubly robust estimation of heterogeneous causal effects".
    """

    def _learn(self, experiment: Experiment) -> None:
        params = self._parameters()
        fold = draw_folds(experiment.treatment, FOLDS, self.random_state)
        value = doubly_robust(experiment, out_of_fold(params, experiment, fold))
        self.effects_ = [
            fit_outcome(params, experiment.X, value[:, arm] - value[:, 0], is_yes_or_no=False)
            for arm in range(1, experiment.treatments + 1)
        ]

    def _effect(self, X: np.ndarray, arm: int) -> np.ndarray:
        return self.effects_[arm - 1].expected(X)


def doubly_robust(experiment: Experiment, expected: np.ndarray) -> np.ndarray:
    """Return an unbiased value of each treatment for each customer, shape (n, k + 1).

    Parameters
    ----------
    experiment
        With n rows.
    expected
        Expected outcomes under 0 … k by models that did not see the row, shape (n, k + 1).
    """
    rows = np.arange(len(experiment.y))
    taken = experiment.treatment
    error = experiment.y - expected[rows, taken]
    value = np.array(expected, dtype=np.float64)
    value[rows, taken] += error / experiment.taken()
    return value
