"""A model and the rows that judge it, few enough to look at closely."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from patron.features import Feature
from patron.history import History
from patron.models import Formula, Model, ModelSpec
from patron.models.metrics import Interval, bootstrap_interval
from patron.tasks import Task
from patron.training.frame import Frame
from patron.training.grade import Graded, Judge

Array = np.ndarray[Any, Any]

# Intervals, groups and drift are taken on so many rows; more tell little more. Of a task about
# items a customer has a hundred rows or more.
MOST_ROWS = 50_000
MOST_ITEM_ROWS = 150_000
SAMPLES = 200
# Models that learn anew for earlier windows do so from a part of that.
PART_RETOLD = 0.3


def few(frame: Frame, about_items: bool, seed: int, part: float = 1.0) -> Frame:
    """Return the rows of customers drawn at random, few enough to look at closely.

    Parameters
    ----------
    part
        Share of the most rows that may be there.
    """
    some = frame.sample(int(part * (MOST_ITEM_ROWS if about_items else MOST_ROWS)), seed)
    if some is frame or not len(frame.missed[0]):
        return some
    kept = np.isin(frame.missed[0], some.customer)
    return replace(
        some,
        missed=(frame.missed[0][kept], frame.missed[1][kept]),
        missed_untried=frame.missed_untried[kept] if len(frame.untried) else frame.untried,
    )


@dataclass(frozen=True)
class Case:
    """A trained model, what it learnt from, and what judges it.

    Parameters
    ----------
    history, task, spec, used
        All interactions, the question, how the model is built, and the features it looks at.
    model, graded
        The model and its grade.
    learnt, test
        Rows that it learnt from, and all those that judge it.
    seed
        Seed of samples and of the bootstrap.
    """

    history: History
    task: Task
    spec: ModelSpec
    used: tuple[Feature, ...]
    model: Model
    graded: Graded
    learnt: Frame
    test: Frame
    seed: int

    @property
    def about_items(self) -> bool:
        """Whether items are ranked for each customer."""
        return self.task.about_items

    @cached_property
    def rows(self) -> Frame:
        """The judged rows that are looked at closely."""
        return few(self.test, self.about_items, self.seed)

    @cached_property
    def past(self) -> Frame:
        """The rows learnt from that are looked at closely."""
        return few(self.learnt, self.about_items, self.seed)

    @cached_property
    def retold(self) -> Frame:
        """The rows learnt from that models of earlier windows learn from and answer for."""
        return few(self.learnt, self.about_items, self.seed, PART_RETOLD)

    @cached_property
    def answer(self) -> Array:
        """The model's answer for each of `rows`, shape (n,)."""
        return self.model.estimator.answer(self.rows.matrix(self.model.columns))

    @cached_property
    def strongest(self) -> Formula | None:
        """The formula that the grade compares with; None where there is no formula."""
        named = [one for one in self.spec.against if one.name == self.graded.strongest]
        return named[0] if named else None

    @cached_property
    def formula_answer(self) -> Array | None:
        """The answer of the strongest formula for each of `rows`, shape (n,)."""
        if self.strongest is None:
            return None
        if self.rows is self.test:
            return self.graded.formulas[self.strongest.name]
        return says(self.strongest, self.task, self.learnt, self.rows)

    @cached_property
    def measures(self) -> "Measures":
        """The metrics on `rows`."""
        return Measures(self.task, self.rows, self.seed)


def says(formula: Formula, task: Task, past: Frame, now: Frame) -> Array:
    """Return a formula's answers for the rows of `now`, learnt from those of `past`."""
    names = formula.columns()
    horizon = task.horizon.total_seconds() / 86_400
    return formula.answer(
        {name: past.columns[name] for name in names},
        past.label,
        {name: now.columns[name] for name in names},
        horizon,
    )


class Measures:
    """The metrics of a task on some rows, with intervals over customers.

    What is drawn anew are units: rows of a task about customers, customers of one about items.
    """

    def __init__(self, task: Task, rows: Frame, seed: int) -> None:
        self.task, self.rows, self.seed = task, rows, seed
        self.judge = Judge(task, rows)

    @cached_property
    def customers(self) -> Array:
        """Customer of each unit, shape (u,)."""
        if not self.task.about_items:
            return self.rows.customer
        return np.unique(np.concatenate([self.rows.customer, self.rows.missed[0]]))

    def interval(self, metric: str, scores: Array, units: Array | None = None) -> Interval:
        """Return a metric of some scores, shape (n,), among some of the units, shape (u,)."""
        if self.task.about_items:
            values = self.judge.per_customer(metric, scores)
            values = values if units is None else values[units]
            values = values[~np.isnan(values)]
            return self._of(lambda w: float(w @ values) / max(float(w.sum()), 1e-9), len(values))
        label, score = self.rows.label, np.asarray(scores)
        if units is not None:
            label, score = label[units], score[units]
        # Each sample sorts again, and sorting what is sorted takes linear time.
        order = np.argsort(score, kind="stable")
        label, score, measure = label[order], score[order], self.judge.metrics[metric]
        return self._of(lambda w: measure(label, score, w), len(score))

    def _of(self, measure: Any, units: int) -> Interval:
        if not units:
            return Interval(float("nan"), float("nan"), float("nan"))
        return bootstrap_interval(measure, units, self.seed, SAMPLES)
