"""Learn from draws whom each offer moves, and what acting on it would have brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from patron.models.uplift import (
    BestArm,
    Experiment,
    TLearner,
    XLearner,
    choose_against_best,
)
from patron.models.uplift.outcome import fit_outcomes
from patron.training.draws import Drawn

Array = np.ndarray[Any, Any]
SAMPLES = 500


@dataclass(frozen=True)
class Judging:
    """The newest draws, and what was learnt without them.

    Parameters
    ----------
    held
        The newest draws.
    expected
        Expected outcome of each arm for each of them, shape (n, k + 1).
    policy
        Probability of each arm for each of them, shape (n, k + 1).
    best
        Arm that was the best for all before them.
    """

    held: Experiment
    expected: Array
    policy: Array
    best: int


def learn_moved(drawn: Drawn, later: float, seed: int, price: Array) -> BestArm:
    """Return the best arm and the effects of the others, chosen on the newest draws.

    Parameters
    ----------
    drawn
        All draws.
    later
        Share of the days, the newest, that choose.
    price
        What each arm costs in the unit of the outcome, shape (k + 1,).
    """
    fold = np.where(drawn.newest(later), 0, -1)
    learners = dict(_learners(seed))
    return choose_against_best(learners, drawn.experiment, fold, seed, price, SAMPLES)


def judge_moved(drawn: Drawn, later: float, seed: int, price: Array) -> Judging:
    """Return what the older draws alone would have done with the newest ones."""
    newest = drawn.newest(later)
    early, held = drawn.rows(~newest), drawn.experiment.rows(newest)
    learnt = learn_moved(early, later, seed, price)
    outcomes = fit_outcomes(TLearner(random_state=seed, threads=1)._parameters(), early.experiment)
    expected = np.column_stack([outcome.expected(held.X) for outcome in outcomes])
    return Judging(held, expected, learnt.policy(held.X), learnt.arm)


def _learners(seed: int) -> Mapping[str, Any]:
    # Their models are small: starting threads for each takes longer than fitting it.
    kinds = {"T-learner": TLearner, "X-learner": XLearner}
    return {name: kind(random_state=seed, threads=1) for name, kind in kinds.items()}
