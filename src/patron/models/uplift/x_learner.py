"""Uplift learnt from what each customer did less what they would have done else."""

import numpy as np

from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner
from patron.models.uplift.outcome import Outcome, fit_outcome, fit_outcomes


class XLearner(UpliftLearner):
    """The effect on the treated and that on the others, each learnt directly, and their mean.

    Each customer's other outcome is guessed by a model of the other group. It is at its best
    where one group is much larger than the other. The two effects count by the groups' sizes: the
    one learnt with the model of the larger group counts more. The parameters are those of
    `UpliftLearner`.

    References
    ----------
    Künzel, Sekhon, Bickel, Yu (2019), "Metalearners for estimating heterogeneous treatment
    effects using machine learning", PNAS 116.
    """

    def _learn(self, experiment: Experiment) -> None:
        outcomes = fit_outcomes(self._parameters(), experiment)
        self.effects_ = [
            self._effects_of(arm, outcomes, experiment)
            for arm in range(1, experiment.treatments + 1)
        ]
        share = experiment.shares()
        self.weights_ = share[1:] / (share[1:] + share[0])

    def _effects_of(
        self, arm: int, outcomes: list[Outcome], experiment: Experiment
    ) -> tuple[Outcome, Outcome]:
        """Return the effect as the untreated show it, and as the treated show it."""
        untreated = experiment.rows(experiment.treatment == 0)
        treated = experiment.rows(experiment.treatment == arm)
        params = self._parameters()
        missed = outcomes[arm].expected(untreated.X) - untreated.y
        gained = treated.y - outcomes[0].expected(treated.X)
        return (
            fit_outcome(params, untreated.X, missed, is_yes_or_no=False),
            fit_outcome(params, treated.X, gained, is_yes_or_no=False),
        )

    def _effect(self, X: np.ndarray, arm: int) -> np.ndarray:
        weight = self.weights_[arm - 1]
        by_untreated, by_treated = (effect.expected(X) for effect in self.effects_[arm - 1])
        return np.asarray(weight * by_untreated + (1 - weight) * by_treated)
