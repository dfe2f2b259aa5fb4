"""Who should get another offer than the one that is best for all.

An offer is chosen by its effect against the best single one, not against none: of two effects,
each learnt with its own error, the larger one is too often larger by luck.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from patron.models.metrics import Interval
from patron.models.uplift.choose import (
    ALWAYS_TEACHES,
    LEVEL,
    Choice,
    choose_learner,
    held_out_effect,
    weigh,
)
from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner


@dataclass(frozen=True)
class BestArm:
    """The best single arm, and whom which other one moves further.

    Parameters
    ----------
    arm
        The best for all, 0 … k; 0 is no offer.
    choice
        What was learnt of the other arms against it; its arm 0 is `arm` and the other way round.
    gain
        For each arm 0 … k: what it brought on held-out customers, beyond the best arm and prices,
        where it was expected to bring more; None where it was expected to for too few to tell.
    price
        What each arm costs in the unit of the outcome, shape (k + 1,) and 0 for none.
    """

    arm: int
    choice: Choice
    gain: tuple[Interval | None, ...]
    price: np.ndarray

    def supports(self, arm: int) -> bool:
        """Return whether the data carry giving an arm to some instead of the best for all."""
        found = self.gain[arm]
        return found is not None and found.low > 0

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the effect of each offer 1 … k against none on each row of `X`, shape (n, k).

        An offer that the data do not support differs from the best by the same for everybody, and
        so does none where no uplift of the best is claimed.
        """
        beyond = self._beyond(X)
        return np.asarray(beyond[:, 1:] - beyond[:, :1])

    def policy(self, X: np.ndarray) -> np.ndarray:
        """Return 1 at the arm of greatest value for each row of `X`, 0 elsewhere, (n, k + 1)."""
        value = self._beyond(X) - self.price
        value[:, [not self.supports(arm) for arm in range(len(self.price))]] = -np.inf
        value[:, self.arm] = -self.price[self.arm]
        return np.asarray(np.eye(len(self.price))[value.argmax(axis=1)])

    def _beyond(self, X: np.ndarray) -> np.ndarray:
        """Return the effect of each arm against the best one, shape (n, k + 1)."""
        effect = self.choice.learner.predict(X)
        beyond = np.column_stack([np.zeros(len(effect)), effect])
        for place, evidence in enumerate(self.choice.evidence, start=1):
            arm = _swapped(place, self.arm)
            if not (self.supports(arm) or (arm == 0 and evidence.is_claimed)):
                beyond[:, place] = evidence.mean.value
        beyond[:, [0, self.arm]] = beyond[:, [self.arm, 0]]
        return beyond


def choose_against_best(
    learners: Mapping[str, UpliftLearner],
    experiment: Experiment,
    fold: np.ndarray,
    seed: int,
    price: np.ndarray | None = None,
    samples: int = 1000,
) -> BestArm:
    """Return the best single arm, and what the data say of acting otherwise for some.

    An arm is supported where the held-out customers for whom it was expected to bring more than
    the best one had more of it: the interval of what they gained, widened for the number of
    comparisons (Bonferroni), lies above nought.

    Parameters
    ----------
    learners, experiment, fold, seed, samples
        As for `choose_learner`.
    price
        What each arm costs in the unit of the outcome, shape (k + 1,); nothing if left out.

    Raises
    ------
    ModelError
        As `choose_learner` does.
    """
    experiment = experiment.check()
    arms = experiment.treatments + 1
    price = np.zeros(arms) if price is None else np.asarray(price, np.float64)
    mine = [experiment.treatment == arm for arm in range(arms)]
    weight = 1 / experiment.taken()
    mean = [np.average(experiment.y[rows], weights=weight[rows]) for rows in mine]
    best = int(np.argmax(np.array(mean) - price))
    turned = experiment.against(best)
    choice = choose_learner(learners, turned, fold, seed, samples)
    held = np.asarray(fold) != ALWAYS_TEACHES
    effect = held_out_effect(learners[choice.name], turned, fold)
    gain: list[Interval | None] = [None] * arms
    for place in range(1, arms):
        arm = _swapped(place, best)
        extra = price[arm] - price[best]
        wanted = held & (effect[:, place - 1] > extra)
        if np.isin([0, place], turned.treatment[wanted]).all():
            level = 1 - (1 - LEVEL) / (arms - 1)
            order = effect[wanted, place - 1]
            found = weigh(turned.rows(wanted), place, order, seed, samples, level).mean
            gain[arm] = Interval(*(np.array(found) - extra))
    return BestArm(best, choice, tuple(gain), price)


def _swapped(place: int, best: int) -> int:
    """Return the arm at a place of the experiment in which 0 and `best` changed places."""
    return {0: best, best: 0}.get(place, place)
