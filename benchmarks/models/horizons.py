"""Shorter horizons of one model of churn, and when the next purchase comes, beside what did.

Each shorter horizon is judged on the newest window, beside a model of its own that was trained
for nothing else. Nothing is chosen here: steps, trees and horizons were fixed before.

    python -m benchmarks.models.horizons
"""

import argparse
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.models.page import publish
from benchmarks.models.questions import open_workspace
from patron.history import MICROSECONDS_A_DAY, History
from patron.models import ModelSpec, metrics
from patron.pipeline import Workspace
from patron.tasks import last_midnight
from patron.tasks.churn import Churn
from patron.training.fitted import fit_model
from patron.training.timing import days_until, learn_timing

Array = np.ndarray[Any, Any]
# Days by workspace, the longest is the horizon of its own churn task.
HORIZONS = {"cdnow": (30, 60, 90), "complete_journey": (7, 14, 28)}
HEAD = """\
| data | days | stay away | said on average | AUC | AUC of a model of its own | calibration error |
| --- | --- | --- | --- | --- | --- | --- |"""


def judge(workspace: Workspace, history: History) -> tuple[list[str], str]:
    """Return a line for each horizon, and what is said of the time to the next purchase."""
    days = HORIZONS[workspace.name]
    spec = workspace.spec("churn")
    spec = spec.model_copy(update={"params": {**spec.params, "threads": 1}})
    features = [feature for feature in workspace.features if feature.entity == "customer"]
    task = workspace.task("churn").model_copy(
        update={"horizons": tuple(timedelta(length) for length in days)}
    )
    assert isinstance(task, Churn)
    fitted = fit_model(history, task, features, spec, trials=0, seed=0)
    timing = learn_timing(history, task, fitted.columns, fitted.learnt, seed=0)
    assert timing is not None
    X = fitted.test.matrix(fitted.columns)
    event = timing.event(fitted.estimator.answer(X), X)
    wait = days_until(history, task, fitted.test)
    own = _own(workspace, history, spec, days[:-1])
    lines = [
        _line(workspace, length, np.isnan(wait) | (wait > length), said, own.get(length))
        for length, said in timing.leaves(event).items()
    ]
    median = timing.median_days(event)
    told = np.isfinite(median)
    came = float(np.mean(wait[told] <= median[told]))
    restricted = np.where(np.isnan(wait), days[-1], wait)
    mean = timing.mean_days(event)
    said = (
        f"{workspace.settings.title}: {told.mean():.1%} of {len(told):,} customers are told a day "
        f"of the next purchase, and {came:.1%} of these had bought by then (half are promised). "
        f"The expected days, at most {days[-1]}, are {mean.mean():.1f} on average; they were "
        f"{restricted.mean():.1f}, with a rank correlation of "
        f"{metrics.spearman(restricted, mean):.2f}."
    )
    return lines, said


def _own(
    workspace: Workspace, history: History, spec: ModelSpec, days: tuple[int, ...]
) -> dict[float, float]:
    """Return the AUC of a model for each shorter horizon alone, judged at the same cutoff."""
    whole = workspace.task("churn")
    features = [feature for feature in workspace.features if feature.entity == "customer"]
    found = {}
    for length in days:
        # The window of the longest horizon begins earlier, so the history ends earlier here.
        cut = int((whole.horizon - timedelta(length)) / timedelta(microseconds=1))
        last_day = last_midnight(history) - cut
        past = history.where(history.occurred_at < last_day + MICROSECONDS_A_DAY)
        task = whole.model_copy(update={"horizon": timedelta(length), "horizons": ()})
        own = fit_model(past, task, features, spec, trials=0, seed=0)
        answer = own.estimator.answer(own.test.matrix(own.columns))
        found[float(length)] = metrics.auc(own.test.label, answer)
    return found


def _line(workspace: Workspace, days: float, away: Array, said: Array, own: float | None) -> str:
    cells = [
        workspace.settings.title,
        f"{days:g}",
        f"{away.mean():.1%}",
        f"{said.mean():.1%}",
        f"{metrics.auc(away.astype(float), said):.4f}",
        "the same" if own is None else f"{own:.4f}",
        f"{metrics.expected_calibration_error(away.astype(float), said):.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table and put it into the docs; a few minutes on one core."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models.horizons")
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    asked = parser.parse_args()
    lines, told = [HEAD], []
    for name in HORIZONS:
        more, said = judge(*open_workspace(name))
        lines += more
        told.append(f"* {said}")
        print("\n".join([*more, said]), flush=True)
    if not asked.dry:
        publish("horizons", "\n".join([*lines, "", *told]))


if __name__ == "__main__":
    main()
