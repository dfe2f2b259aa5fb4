"""Judge a model on the later window, beside every naive formula, on the same customers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from patron.models import Formula, metrics
from patron.schema import GRADES
from patron.tasks import Task
from patron.training.frame import Frame

Array = np.ndarray[Any, Any]
Metric = Callable[[Array, Array], float]

MEANING = {
    "A": "better than the best formula, and by more than chance explains",
    "B": "better than the best formula, but chance could explain it",
    "C": "no better than the best formula, though chance could explain it",
    "D": "worse than the best formula",
}
MAY_BE_CHAMPION = ("A", "B")

# Items that a customer took before, and those they never did, ranked apart.
PARTS = ("repeat", "new")

# A thousand bootstrap samples, fewer where there are so many rows that they hardly differ.
SAMPLES = 1_000
ROWS_RESAMPLED = 100_000_000
FEWEST_SAMPLES = 200


@dataclass(frozen=True)
class Graded:
    """How good a model is.

    Parameters
    ----------
    grade
        ``A`` to ``D``; see `MEANING`.
    table
        GRADES rows of the task.
    metrics
        The model's own value by metric.
    formulas
        Answers of each formula on the judged rows.
    strongest
        Name of the formula that the grade compares with.
    """

    grade: str
    table: pa.Table
    metrics: Mapping[str, float]
    formulas: Mapping[str, Array]
    strongest: str


def grade(
    task: Task,
    model: str,
    train: Frame,
    test: Frame,
    answer: Array,
    interval: Array | None,
    against: Sequence[Formula],
    seed: int,
) -> Graded:
    """Return how good a model's answers are on the window that judges it.

    The decisive metric is the task's own; it is compared with the formula that is best on the
    same window, which is harder than one chosen beforehand.

    Parameters
    ----------
    model
        The model's name.
    train, test
        Rows that formulas may learn from, and those that are judged.
    answer, interval
        The model's answers, shape (n,), and their bounds, shape (n, 2) or None.
    against
        Naive formulas.
    seed
        Seed of the bootstrap over customers.
    """
    horizon = task.horizon.total_seconds() / 86_400
    answers = {
        formula.name: formula.answer(
            {name: train.columns[name] for name in formula.columns()},
            train.label,
            {name: test.columns[name] for name in formula.columns()},
            horizon,
        )
        for formula in against
    }
    judge = Judge(task, test)
    rows = [
        judge.compare(metric, answer, name, other, seed)
        for metric in judge.metrics
        for name, other in (answers or {"": np.zeros(len(answer))}).items()
    ]
    decisive = max(
        (row for row in rows if row["metric"] == judge.decisive),
        key=lambda row: row["formula_value"],
    )
    letter = _letter(decisive)
    decisive |= {"decisive": True, "grade": letter}
    own = {str(row["metric"]): float(row["value"]) for row in rows}
    for name, value in judge.further(answer, interval).items():
        own[name] = value
        rows.append({"metric": name, "value": value, "formula": None})
    stamp = {"task": task.name, "model": model, "cutoff": int(test.cutoff[0])}
    table = GRADES.of([{"decisive": False, **row, **stamp} for row in rows])
    return Graded(letter, table, own, answers, str(decisive["formula"]))


def samples(rows: int) -> int:
    """Return how many bootstrap samples so many rows are worth."""
    return max(FEWEST_SAMPLES, min(SAMPLES, ROWS_RESAMPLED // max(rows, 1)))


def _letter(decisive: Mapping[str, Any]) -> str:
    if decisive["difference"] > 0:
        return "A" if decisive["low"] > 0 else "B"
    return "C" if decisive["high"] >= 0 else "D"


class Judge:
    """The metrics of a task, and how to take them on its rows."""

    def __init__(self, task: Task, test: Frame) -> None:
        self.task, self.test = task, test
        at = getattr(task, "at", 10)
        families: dict[str, dict[str, Callable[..., Any]]] = {
            "auc": {
                "auc": metrics.auc,
                "average_precision": metrics.average_precision,
                "top_decile_lift": metrics.top_decile_lift,
            },
            "gini": {
                "gini": metrics.normalised_gini,
                "spearman": metrics.spearman,
                "mae": metrics.mae,
                "r2": metrics.r2,
                "total_ratio": metrics.total_ratio,
            },
            "ndcg": {
                f"ndcg_at_{at}": metrics.ndcg_at_k,
                f"recall_at_{at}": metrics.recall_at_k,
                f"hit_rate_at_{at}": metrics.hit_rate_at_k,
            },
        }
        self.metrics = dict(families[task.metric])
        self.decisive = next(iter(self.metrics))
        self.at = at
        for part in PARTS:
            wanted = part == "new"
            right = test.label[test.untried == wanted] if len(test.untried) else np.zeros(0)
            if right.any() or (test.missed_untried == wanted).any():
                self.metrics[f"{self.decisive}_{part}"] = metrics.ndcg_at_k

    def compare(
        self, metric: str, answer: Array, formula: str, other: Array, seed: int
    ) -> dict[str, Any]:
        """Return a GRADES row: one metric of the model and of one formula."""
        if self.task.about_items:
            per_customer = [self.per_customer(metric, scores) for scores in (answer, other)]
            asked = ~np.isnan(per_customer[0])
            a, b = (values[asked] for values in per_customer)
            found = metrics.bootstrap_difference(metrics.mean, None, a, b, seed, samples(len(a)))
            value, formula_value = float(a.mean()), float(b.mean())
        else:
            measure, y = self.metrics[metric], self.test.label
            found = metrics.bootstrap_difference(
                measure, y, answer, other, seed, samples(len(y)), customers=self.test.customer
            )
            value, formula_value = measure(y, answer), measure(y, other)
        return {
            "metric": metric,
            "value": value,
            "formula": formula,
            "formula_value": formula_value,
            "difference": found.difference,
            "low": found.low,
            "high": found.high,
        }

    def per_customer(self, metric: str, scores: Array) -> Array:
        """Return a ranking metric of each customer, by rising number.

        What was no candidate ranks last. Who took nothing that counts has NaN.
        """
        missed = self.test.missed[0]
        groups = np.concatenate([self.test.customer, missed])
        ranked = np.concatenate([scores, np.full(len(missed), -np.inf)])
        relevance = np.concatenate([self.test.label, np.ones(len(missed))])
        part = metric.rpartition("_")[2]
        if part in PARTS:
            untried = np.concatenate([self.test.untried, self.test.missed_untried])
            kept = untried == (part == "new")
            groups, ranked, relevance = groups[kept], ranked[kept], relevance[kept]
        return np.asarray(self.metrics[metric](groups, ranked, relevance, self.at))

    def further(self, answer: Array, interval: Array | None) -> dict[str, float]:
        """Return the metrics that no formula is compared in."""
        y = self.test.label
        found: dict[str, float] = {}
        if self.task.metric == "gini":
            found = {"mean_label": float(y.mean()), "mean_answer": float(answer.mean())}
            if interval is not None:
                covered = metrics.interval_coverage(y, interval[:, 0], interval[:, 1])
                found["interval_coverage"] = covered
            return found
        if self.test.catalogue:
            shown = metrics.coverage_at_k(self.test.groups, self.test.item, answer, self.at)
            found = {f"coverage_at_{self.at}": shown / self.test.catalogue}
        return found | {
            "base_rate": float(y.mean()),
            "log_loss": metrics.log_loss(y, answer),
            "brier": metrics.brier(y, answer),
            "calibration_error": metrics.expected_calibration_error(y, answer),
        }
