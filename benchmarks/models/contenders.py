"""What every contender answers to one question at one test cutoff."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from patron.history import History, micros
from patron.models import Answering
from patron.pipeline import Workspace
from patron.training import Frame
from patron.training.fitted import Fitted, fit_model

Array = np.ndarray[Any, Any]
OURS, PLAIN = "patron", "plain LightGBM"


@dataclass(frozen=True)
class Judged:
    """One window: whose answers, what was true, what each contender said.

    Parameters
    ----------
    customer, truth
        Numbers of the customers and true answers, shape (n,).
    answers
        By contender, shape (n,) each.
    interval
        Ours, shape (n, 2), or None.
    """

    customer: Array
    truth: Array
    answers: dict[str, Array]
    interval: Array | None


def judge(
    workspace: Workspace, history: History, task_name: str, end: date, threads: int
) -> Judged:
    """Return what all contenders answer at the last window of a history that stops with `end`.

    All of them may look at the same features, and learn from the same customers and cutoffs.
    """
    task, spec = workspace.task(task_name), workspace.spec(task_name)
    spec = spec.model_copy(update={"params": {**spec.params, "threads": threads}})
    features = [feature for feature in workspace.features if feature.entity == "customer"]
    after = micros(datetime.combine(end + timedelta(days=1), time(), UTC))
    past = history.where(history.occurred_at < after)
    fitted = fit_model(past, task, features, spec, trials=0, seed=0)
    test = fitted.test
    horizon = task.horizon.total_seconds() / 86_400
    answers = {OURS: fitted.estimator.answer(test.matrix(fitted.columns))}
    answers[PLAIN] = _plain(fitted, task.metric, threads)
    for formula in spec.against:
        answers[formula.name] = formula.answer(
            _columns(fitted.learnt, formula.columns()),
            fitted.learnt.label,
            _columns(test, formula.columns()),
            horizon,
        )
    return Judged(test.customer, test.label, answers, _interval(fitted.estimator, fitted))


def _interval(estimator: Answering, fitted: Fitted) -> Array | None:
    return estimator.interval(fitted.test.matrix(fitted.columns))


def _plain(fitted: Fitted, metric: str, threads: int) -> Array:
    """Return the answers of LightGBM with the parameters that it comes with."""
    import lightgbm

    X, y = fitted.learnt.matrix(fitted.columns), fitted.learnt.label
    asked = fitted.test.matrix(fitted.columns)
    common = {"n_jobs": threads, "verbose": -1, "random_state": 0}
    if metric == "auc":
        fit = lightgbm.LGBMClassifier(**common).fit(X, y)
        return np.asarray(fit.booster_.predict(asked))
    return np.asarray(lightgbm.LGBMRegressor(**common).fit(X, y).booster_.predict(asked))


def _columns(frame: Frame, names: tuple[str, ...]) -> dict[str, Array]:
    return {name: frame.columns[name] for name in names}
