"""What it costs a model to do without some of the data: leave it out, learn anew, and compare."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from patron.features import Feature
from patron.history import History
from patron.models import ModelSpec
from patron.models.metrics import Difference, bootstrap_difference, top_decile_lift
from patron.tasks import Task, choose_cutoffs
from patron.training.frame import Frame, make_frame
from patron.training.grade import Judge
from patron.training.lookup import Wanted, look_up
from patron.training.search import fit

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]
Array2 = tuple[Array, Array]

SAMPLES = 500
TENTH = 0.1


class Datum(NamedTuple):
    """Something that is collected, and the history as it would be without it.

    Parameters
    ----------
    name
        What it is, such as ``amount of purchases``.
    features
        Names of the features that look at it.
    leave_out
        Returns the history without it.
    """

    name: str
    features: frozenset[str]
    leave_out: Callable[[History], History]


class Cost(NamedTuple):
    """What a task's answers lose without some data, on the judged window.

    Parameters
    ----------
    metric
        The decisive metric with all data less that without; above 0 the data are of use.
    caught
        Share of the leavers, or of the margin, among the tenth ranked first; the same difference.
    before
        The difference in the metric on the window before, by which what could go was chosen.
    """

    metric: Difference
    caught: Difference
    before: float


@dataclass(frozen=True)
class Forgone:
    """What a task's answers lose without each datum, and without several at once.

    Parameters
    ----------
    task, metric
        Name of the task, and its decisive metric.
    value, total
        The metric with all data on the judged window, and the sum of the label there.
    rows
        Rows that it was judged on.
    costs
        By name of the datum.
    together, of_together
        Data that could go by the window before, and what all of them together cost; None where
        there are none.
    """

    task: str
    metric: str
    value: float
    total: float
    rows: int
    costs: Mapping[str, Cost]
    together: tuple[str, ...]
    of_together: Cost | None


@dataclass(frozen=True)
class Effort:
    """How much is spent on it.

    Parameters
    ----------
    rows
        Most rows of each part (learning, the window before, the judged one), of customers drawn
        at random.
    repeats
        Models of different seeds whose answers are averaged, so that the luck of one seed does
        not look like a cost.
    """

    rows: int = 20_000
    repeats: int = 3


def forgo(
    history: History,
    task: Task,
    features: Sequence[Feature],
    spec: ModelSpec,
    data: Sequence[Datum],
    tolerance: float,
    effort: Effort,
    seed: int,
) -> Forgone:
    """Return what it costs to do without each of some data.

    The features that look at a datum are computed anew from a history without it, and the trees
    learn anew; who is asked and what is true stay as they are. Data whose loss on the window
    before the judged one is below the tolerance are left out together, fewer of them until that
    loss is below it too; the judged window says what this costs. Bounds of single data hold in
    95 of 100 cases for all of them together (Bonferroni).

    Parameters
    ----------
    features
        All features that the model may look at.
    data
        What could be done without; those that no feature of the model looks at cost nothing and
        are passed over.
    tolerance
        Loss in the decisive metric that does not matter.
    """
    used = [one for one in features if one.entity == "customer" and spec.uses(one.name)]
    asked = [datum for datum in data if datum.features & {feature.name for feature in used}]
    bench = _Bench(history, task, used, spec, effort, seed)
    full = bench.answers(bench.whole)
    level = 1 - 0.05 / max(len(asked), 1)
    costs = {}
    for number, datum in enumerate(asked, start=1):
        costs[datum.name] = bench.cost(full, bench.answers(bench.without([datum])), level)
        done = {"done": number, "of": len(asked)}
        log.info("minimise %s: without %s", task.name, datum.name, extra=done)
    cheap = sorted(
        (one for one in asked if costs[one.name].before < tolerance),
        key=lambda one: costs[one.name].before,
    )
    of_together = None
    while cheap:
        of_together = bench.cost(full, bench.answers(bench.without(cheap)), 0.95)
        if of_together.before < tolerance:
            break
        cheap, of_together = cheap[: len(cheap) // 2], None
    names = tuple(one.name for one in cheap)
    value, total = bench.value(full), float(np.maximum(bench.test.label, 0).sum())
    rows = len(bench.test)
    return Forgone(task.name, bench.metric, value, total, rows, costs, names, of_together)


class _Bench:
    """Rows of three windows, and models that learn from what is left of them."""

    def __init__(
        self,
        history: History,
        task: Task,
        used: Sequence[Feature],
        spec: ModelSpec,
        effort: Effort,
        seed: int,
    ) -> None:
        self.history, self.task, self.used, self.spec = history, task, used, spec
        self.repeats, self.seed = effort.repeats, seed
        self.cutoffs = choose_cutoffs(history, task)
        whole = make_frame(history, task, used, [*self.cutoffs.train, *self._judging])
        parts = [*self.cutoffs.train], [self.cutoffs.later], [self.cutoffs.test]
        most = max(len(whole.at(list(part))) for part in parts)
        # Customers are drawn for all parts at once.
        self.whole = whole.sample(int(effort.rows * len(whole) / max(most, 1)), seed)
        self.test = self.whole.at([self.cutoffs.test])
        self.judge = Judge(task, self.test)
        self.metric = self.judge.decisive

    @property
    def _judging(self) -> tuple[int, int]:
        return self.cutoffs.later, self.cutoffs.test

    def without(self, data: Sequence[Datum]) -> Frame:
        """Return the rows with the features that look at some data computed without them."""
        names = {name for datum in data for name in datum.features}
        affected = [feature for feature in self.used if feature.name in names]
        history = self.history
        for datum in data:
            history = datum.leave_out(history)
        rows = self.whole
        wanted = Wanted(rows.customer, rows.item, rows.cutoff, "item")
        columns = look_up(history, affected, wanted, np.float32)
        return replace(rows, columns={**rows.columns, **columns})

    def answers(self, frame: Frame) -> Array2:
        """Return what models that learnt from the rows say on the window before and the judged."""
        columns = [feature.name for feature in self.used]
        learn = frame.at(list(self.cutoffs.train))
        later, test = (frame.at([cutoff]) for cutoff in self._judging)
        said = [np.zeros(len(later)), np.zeros(len(test))]
        for seed in range(self.seed, self.seed + self.repeats):
            estimator = self.spec.make_estimator(random_state=seed)
            fitted = fit(estimator, self.task, columns, learn, later)
            for place, rows in enumerate((later, test)):
                said[place] += fitted.answer(rows.matrix(columns)) / self.repeats
        return said[0], said[1]

    def value(self, answers: Array2) -> float:
        """Return the decisive metric on the judged window."""
        return float(self.judge.metrics[self.metric](self.test.label, answers[1]))

    def cost(self, full: Array2, less: Array2, level: float) -> Cost:
        """Return what answers without some data lose."""
        measure = self.judge.metrics[self.metric]
        later = self.whole.at([self.cutoffs.later]).label
        before = measure(later, full[0]) - measure(later, less[0])
        found = [
            bootstrap_difference(
                metric, self.test.label, full[1], less[1], self.seed, SAMPLES, level
            )
            for metric in (measure, _caught)
        ]
        return Cost(found[0], found[1], float(before))


def _caught(y: Array, score: Array, weights: Array | None = None) -> float:
    return TENTH * top_decile_lift(y, score, weights)
