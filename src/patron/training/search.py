"""Look for better parameters of an estimator, without ever looking at the window that judges."""

import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from patron.models import Answering, ModelSpec, Range
from patron.tasks import Task
from patron.training.frame import Frame

if TYPE_CHECKING:
    import optuna

log = logging.getLogger(__name__)

# A search compares parameters, and so many rows are enough for that; the model that is kept
# learns from all.
ROWS = 100_000


def search(
    spec: ModelSpec,
    task: Task,
    columns: list[str],
    train: Frame,
    later: Frame,
    trials: int,
    seed: int,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the best parameters found, and every trial.

    The first trial has the parameters of the file, so a search never ends with worse ones on
    the later window. Trials that are worse than the median at the same round are given up.

    Parameters
    ----------
    train, later
        Rows to learn from, of which a search takes 100,000, and rows of the later window on
        which the loss is taken.
    trials
        How many sets of parameters to try; 0 keeps those of the file.
    seed
        Seed of the sampler; the same seed gives the same trials.
    """
    if trials == 0:
        return {}, []
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    space = spec.estimator_class().search_space()
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=30),
    )
    first = spec.make_estimator()
    given = {name: getattr(first, name) for name in space}
    some = train.sample(ROWS, seed)
    study.enqueue_trial({k: v for k, v in given.items() if space[k].low <= v <= space[k].high})

    def objective(trial: "optuna.Trial") -> float:
        params = {name: _suggest(trial, name, bounds) for name, bounds in space.items()}
        losses: list[float] = []

        def watch(step: int, loss: float) -> None:
            losses.append(loss)
            trial.report(loss, step)
            if trial.should_prune():
                raise optuna.TrialPruned

        fit(spec.make_estimator(**params), task, columns, some, later, watch)
        log.info(
            "search %s: trial %d of %d, loss %.5f",
            task.name,
            trial.number + 1,
            trials,
            min(losses, default=float("nan")),
            extra={"done": trial.number + 1, "of": trials},
        )
        return min(losses, default=float("inf"))

    study.optimize(objective, n_trials=trials)
    tried = [
        {"trial": t.number, "state": t.state.name, "loss": t.value, **t.params}
        for t in study.trials
    ]
    return study.best_params, tried


def fit(
    estimator: Answering,
    task: Task,
    columns: list[str],
    train: Frame,
    later: Frame,
    watch: Any = None,
) -> Answering:
    """Return the estimator, fitted on `train` and stopped on `later`."""
    past, ahead = train.matrix(columns), later.matrix(columns)
    if task.about_items:
        return estimator.fit(  # type: ignore[call-arg]
            past,
            train.label,
            groups=train.groups,
            later=(ahead, later.label, later.groups),
            watch=watch,
        )
    return estimator.fit(past, train.label, later=(ahead, later.label), watch=watch)


def _suggest(trial: "optuna.Trial", name: str, bounds: Range) -> float:
    if bounds.whole:
        return trial.suggest_int(name, int(bounds.low), int(bounds.high), log=bounds.log)
    value = trial.suggest_float(name, bounds.low, bounds.high, log=bounds.log)
    return float(np.float64(value))
