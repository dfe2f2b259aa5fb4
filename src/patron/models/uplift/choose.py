"""Choose the learner that puts customers in the best order, or say that none can."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from patron.errors import ModelError
from patron.models.metrics import Interval, bootstrap_interval, qini, uplift_at
from patron.models.metrics.mass import share_below
from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner

ALWAYS_TEACHES = -1
LEVEL = 0.95


@dataclass(frozen=True)
class Evidence:
    """What the held-out customers say of one offer.

    Parameters
    ----------
    qini
        Qini coefficient of the chosen learner, a treated customer, with its interval.
    top
        Uplift among the 30 % with the highest predicted effect, with its interval.
    mean
        Mean effect on all held-out customers, with its interval.
    is_claimed
        Whether customers are told apart: the interval of `qini` lies above nought.
    reason
        Why, in one sentence.
    """

    qini: Interval
    top: Interval
    mean: Interval
    is_claimed: bool
    reason: str


@dataclass(frozen=True)
class Choice:
    """The learner chosen, fitted on all rows, and what it may claim.

    Parameters
    ----------
    name
        Which of the learners it is.
    learner
        Fitted on all rows, those that judged it too.
    evidence
        For each offer 1 … k.
    judged
        Qini coefficient of each learner, the mean over the offers.
    """

    name: str
    learner: UpliftLearner
    evidence: tuple[Evidence, ...]
    judged: dict[str, float]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the effect of each offer on each row of `X`, shape (n, k), in the unit of y.

        An offer for which no uplift is claimed has its mean effect on everybody.
        """
        effect = self.learner.predict(X)
        for offer, found in enumerate(self.evidence):
            if not found.is_claimed:
                effect[:, offer] = found.mean.value
        return effect


def choose_learner(
    learners: Mapping[str, UpliftLearner],
    experiment: Experiment,
    fold: np.ndarray,
    seed: int,
    samples: int = 1000,
) -> Choice:
    """Return the learner with the highest Qini coefficient on rows that it has not seen.

    The intervals hold the truth in 95 of 100 cases for all learners together (Bonferroni):
    the best of many would else look good by luck alone.

    Parameters
    ----------
    learners
        Unfitted, by name.
    experiment
        The rows to choose by.
    fold
        Fold of each row, shape (n,). The rows of a fold are judged by a learner fitted on all
        others; rows of -1 always teach. One fold 0 and -1 elsewhere is a later window.
    seed
        Seed of the bootstrap.
    samples
        Number of bootstrap samples.

    Raises
    ------
    ModelError
        If there is no learner, no held-out row, or a fold lacks a treatment.
    """
    experiment = experiment.check()
    if not learners:
        raise ModelError("There is no learner to choose from.")
    judges = np.asarray(fold) != ALWAYS_TEACHES
    if not judges.any():
        raise ModelError("No row is held out: every fold is -1.")
    held = experiment.rows(judges)
    orders = {name: held_out_order(one, experiment, fold)[judges] for name, one in learners.items()}
    judged = {name: _mean_qini(held, order) for name, order in orders.items()}
    best = max(judged, key=lambda name: judged[name])
    level = 1 - (1 - LEVEL) / len(learners)
    evidence = tuple(
        weigh(held, arm, orders[best][:, arm - 1], seed, samples, level)
        for arm in range(1, experiment.treatments + 1)
    )
    learner = clone(learners[best])
    learner.fit(experiment.X, experiment.treatment, experiment.y, experiment.propensity)
    return Choice(best, learner, evidence, judged)


def held_out_order(learner: UpliftLearner, experiment: Experiment, fold: np.ndarray) -> np.ndarray:
    """Return the place of each held-out row by predicted effect, in [0, 1], shape (n, k).

    Places are taken within the fold, since each fold's learner is another one; rows that always
    teach have NaN.

    Raises
    ------
    ModelError
        If a treatment is missing in a fold or outside of it.
    """
    effect, fold = held_out_effect(learner, experiment, fold), np.asarray(fold)
    for held_out in np.unique(fold[fold != ALWAYS_TEACHES]):
        mine = fold == held_out
        ones = np.ones(np.count_nonzero(mine))
        effect[mine] = np.column_stack([share_below(column, ones) for column in effect[mine].T])
    return effect


def held_out_effect(learner: UpliftLearner, experiment: Experiment, fold: np.ndarray) -> np.ndarray:
    """Return the predicted effect on each held-out row, NaN where it always teaches, (n, k).

    Raises
    ------
    ModelError
        If a treatment is missing in a fold or outside of it.
    """
    fold = np.asarray(fold)
    effect = np.full((len(fold), experiment.treatments), np.nan)
    for held_out in np.unique(fold[fold != ALWAYS_TEACHES]):
        mine = fold == held_out
        teach = experiment.rows(~mine)
        for part, where in ((teach, "outside"), (experiment.rows(mine), "in")):
            seen = np.unique(part.treatment)
            if len(seen) != experiment.treatments + 1:
                raise ModelError(
                    f"Only the treatments {seen.tolist()} have rows {where} fold {held_out}, but "
                    f"all of 0 … {experiment.treatments} must."
                )
        found = clone(learner).fit(teach.X, teach.treatment, teach.y, teach.propensity)
        effect[mine] = found.predict(experiment.X[mine])
    return effect


def weigh(
    held: Experiment, arm: int, order: np.ndarray, seed: int, samples: int, level: float = LEVEL
) -> Evidence:
    """Return what held-out rows say of an order by predicted effect of one offer.

    Parameters
    ----------
    held
        Rows that the order was not learnt from.
    arm
        Number of the offer, 1 … k; it is compared with no offer.
    order
        Higher for those expected to be moved more, shape (n,).
    seed, samples, level
        As for `bootstrap_interval`.
    """
    y, treated, score, weights, whose = _against_none(held, arm, order)

    def interval(measure: Callable[..., float]) -> Interval:
        def of_sample(drawn: np.ndarray) -> float:
            return measure(y, treated, score, weights * drawn)

        return bootstrap_interval(of_sample, len(y), seed, samples, level, whose)

    found, top, mean = interval(qini), interval(uplift_at), interval(_mean_effect)
    is_claimed = found.low > 0
    return Evidence(found, top, mean, is_claimed, _reason(arm, found, top, mean, level))


def _reason(arm: int, found: Interval, top: Interval, mean: Interval, level: float) -> str:
    said = f"Qini {found.value:.4f} ({level:.1%} interval {found.low:.4f} to {found.high:.4f})"
    if found.low > 0:
        return (
            f"Offer {arm} moves customers differently: {said}; the 30 % expected to be moved most "
            f"are moved by {top.value:.4f}, all by {mean.value:.4f} on average."
        )
    return (
        f"No uplift is claimed for offer {arm}: {said} does not lie above nought, so these data "
        f"cannot tell who is moved more than the average of {mean.value:.4f} "
        f"({mean.low:.4f} to {mean.high:.4f})."
    )


def _mean_qini(held: Experiment, order: np.ndarray) -> float:
    found = [
        qini(*_against_none(held, arm, order[:, arm - 1])[:4])
        for arm in range(1, held.treatments + 1)
    ]
    return float(np.mean(found))


def _against_none(
    held: Experiment, arm: int, order: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    """Return outcome, treated, score, weight and whose it is of those with the offer or none."""
    rows = np.flatnonzero((held.treatment == 0) | (held.treatment == arm))
    # Sorting what is sorted takes linear time, and each bootstrap sample sorts again.
    rows = rows[np.argsort(order[rows], kind="stable")]
    taken = held.treatment[rows]
    chance = held.taken()[rows]
    # Chances that differ are evened out; equal ones leave every row a weight of 1.
    share = np.where(taken == arm, chance[taken == arm].mean(), chance[taken == 0].mean())
    whose = None if held.customers is None else held.customers[rows]
    return held.y[rows], taken == arm, order[rows], share / chance, whose


def _mean_effect(
    y: np.ndarray, treated: np.ndarray, score: np.ndarray, weights: np.ndarray
) -> float:
    return uplift_at(y, treated, score, weights, share=1.0)
