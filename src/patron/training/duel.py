"""A challenger against the present champion, on the window that judges the challenger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from patron.errors import PatronError
from patron.features import Feature
from patron.features.compute import moment
from patron.history import History
from patron.models import Model, ModelSpec
from patron.tasks import Task
from patron.training.declared import features_of
from patron.training.fitted import fit_model
from patron.training.frame import Frame, make_frame
from patron.training.grade import Judge

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Duel:
    """How a challenger did beside the champion, by the decisive metric.

    Parameters
    ----------
    champion
        Name of the champion's model.
    metric
        The task's decisive metric.
    value, champion_value
        What the challenger and the champion reached.
    difference, low, high
        Challenger less champion, and the bounds that hold it in 95 of 100 bootstrap samples of
        customers.
    learnt_anew
        Whether the champion had seen the window, so that its recipe had to learn anew from what
        was over by then.
    """

    champion: str
    metric: str
    value: float
    champion_value: float
    difference: float
    low: float
    high: float
    learnt_anew: bool

    @property
    def won(self) -> bool:
        """Whether the challenger is better."""
        return self.difference > 0

    def __str__(self) -> str:
        anew = " (its recipe learnt anew, as it had seen that window)" if self.learnt_anew else ""
        return (
            f"{self.metric} {self.value:.4f} against {self.champion_value:.4f} of the champion "
            f"{self.champion}{anew}, a difference of {self.difference:+.4f} "
            f"({self.low:+.4f} to {self.high:+.4f})"
        )


@dataclass(frozen=True)
class NoDuel:
    """Why the champion could not be asked.

    Parameters
    ----------
    champion
        Name of the champion's model.
    why
        What is missing.
    """

    champion: str
    why: str

    won = True

    def __str__(self) -> str:
        return f"the champion {self.champion} cannot answer any more: {self.why}"


@dataclass(frozen=True)
class Challenger:
    """What a new model answered on the rows that judge it.

    Parameters
    ----------
    possible
        Features that the rows have.
    spec
        How it was built.
    test
        The rows that judge.
    answer
        Its answers, shape (n,).
    """

    possible: Sequence[Feature]
    spec: ModelSpec
    test: Frame
    answer: Array


def fight(
    history: History, task: Task, champion: Model, challenger: Challenger, seed: int
) -> Duel | NoDuel:
    """Return how a challenger does beside the champion on the window that judges it.

    A champion that learnt from that window, because it was made when the history reached further,
    would win without being better. Its recipe (estimator, parameters, features) then learns anew
    from what was over by the judging cutoff, and answers in its place.

    Parameters
    ----------
    champion
        The present champion of the task.
    seed
        Seed of the bootstrap, and of the recipe where it learns anew.
    """
    test = challenger.test
    anew = champion.trained_until > moment(int(test.cutoff[0]))
    try:
        if anew:
            other = _learnt_anew(history, task, champion, challenger, seed)
        else:
            other = champion.estimator.answer(_rows(history, task, champion, challenger))
    except PatronError as error:
        return NoDuel(champion.name, str(error))
    judge = Judge(task, test)
    row = judge.compare(judge.decisive, challenger.answer, champion.name, other, seed)
    return Duel(
        champion.name,
        judge.decisive,
        row["value"],
        row["formula_value"],
        row["difference"],
        row["low"],
        row["high"],
        anew,
    )


def _rows(history: History, task: Task, champion: Model, challenger: Challenger) -> Array:
    """Return the champion's features of the judging rows; those that are not there are computed."""
    test = challenger.test
    wanted = features_of(champion)
    there = {feature.name: feature for feature in challenger.possible}
    missing = [feature for feature in wanted if there.get(feature.name) != feature]
    columns = dict(test.columns)
    if missing:
        cutoffs = [int(test.cutoff[0])]
        # Labelled, so that the rows are the same.
        columns |= make_frame(history, task, missing, cutoffs).columns
    return Frame(test.customer, test.item, test.cutoff, columns, test.label, test.missed).matrix(
        champion.columns
    )


def _learnt_anew(
    history: History, task: Task, champion: Model, challenger: Challenger, seed: int
) -> Array:
    own = features_of(champion)
    names = {feature.name for feature in own}
    possible = [*own, *(one for one in challenger.possible if one.name not in names)]
    recipe = ModelSpec(
        task=task.name,
        estimator=champion.estimator_kind,
        params=champion.estimator.get_params(deep=False),  # type: ignore[attr-defined]
        without=tuple(one.name for one in possible if one.name not in names),
        against=challenger.spec.against,
    )
    fitted = fit_model(history, task, possible, recipe, 0, seed)
    return np.asarray(fitted.estimator.answer(fitted.test.matrix(fitted.columns)))
