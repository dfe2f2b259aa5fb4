"""Look for better parameters of an estimator, without ever looking at the window that judges."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patron.models import Answering, ModelSpec, Range
from patron.models.binned import keep_bins
from patron.tasks import Task
from patron.training.folds import Fold, make_folds
from patron.training.frame import Frame
from patron.training.journal import open_study

if TYPE_CHECKING:
    import optuna

log = logging.getLogger(__name__)

# A search compares parameters, and so many rows are enough for that; the model that is kept
# learns from all.
ROWS = 100_000
# Steps of one later window are counted on from those of the one before it.
STEPS_A_WINDOW = 1_000_000
Params = dict[str, Any]


def search(
    spec: ModelSpec,
    task: Task,
    columns: list[str],
    train: Frame,
    later: Frame,
    trials: int,
    seed: int,
    journal: Path | None = None,
) -> tuple[Params, list[dict[str, Any]]]:
    """Return the best parameters found, and every trial.

    The first trial has the parameters of the file, so a search never ends with worse ones on
    the later window. Trials that are worse than the median at the same round are given up.

    Parameters
    ----------
    train, later
        Rows to learn from and rows of the later window on which the loss is taken; a search
        takes 100,000 of each. Where it does, the file's parameters and the best ones meet once
        more on all rows.
    trials
        How many sets of parameters to try; 0 keeps those of the file.
    seed
        Seed of the sampler; the same seed gives the same trials, also where the search was
        killed in between.
    journal
        File that keeps the trials; those that it holds already count. None keeps none.

    Raises
    ------
    ModelError
        If the file is no journal of a search.
    """
    if trials == 0:
        return {}, []
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    some, ahead = train.sample(ROWS, seed), later.sample(ROWS, seed)
    folds = make_folds(task, some, ahead, spec.windows)
    pruner = optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=30)
    with open_study(journal, pruner=pruner) as study, keep_bins():
        look = _Look(spec, task, columns, folds)
        while (done := len(_finished(study))) < trials:
            # A sampler of its own for each trial: what it draws depends on the trials before it
            # and not on whether they were made by this process.
            study.sampler = optuna.samplers.TPESampler(seed=seed + done)
            if not done:
                study.enqueue_trial(look.given)
            _try(study, look, trials)
        best, tried = study.best_params, [_told(trial) for trial in study.trials]
    if len(some) < len(train) and not _holds(spec, task, columns, (train, later), best):
        log.info("search %s: on all rows the file's parameters are no worse, and stay", task.name)
        return {}, tried
    return best, tried


class _Look:
    """The loss of parameters on the later windows."""

    def __init__(
        self, spec: ModelSpec, task: Task, columns: list[str], folds: Sequence[Fold]
    ) -> None:
        self.spec, self.task, self.columns, self.folds = spec, task, columns, folds
        self.space = spec.estimator_class().search_space()
        first = spec.make_estimator()
        given = {name: getattr(first, name) for name in self.space}
        self.given = {k: v for k, v in given.items() if _inside(v, self.space[k])}

    def loss(self, params: Params, told: Callable[[int, float], None]) -> float:
        """Return the mean over the windows of the least loss; `told` hears each step's."""
        losses: list[float] = []
        for number, (past, ahead) in enumerate(self.folds):
            least = float("inf")

            def watch(step: int, loss: float, number: int = number) -> None:
                nonlocal least
                least = min(least, loss)
                mean = (sum(losses) + loss) / (len(losses) + 1)
                told(number * STEPS_A_WINDOW + step, mean)

            fit(self.spec.make_estimator(**params), self.task, self.columns, past, ahead, watch)
            losses.append(least)
        return sum(losses) / len(losses)


def _try(study: "optuna.Study", look: _Look, trials: int) -> None:
    """Make one trial, and write down how it ended."""
    import optuna

    trial = study.ask()
    params = {name: _suggest(trial, name, bounds) for name, bounds in look.space.items()}

    def told(step: int, loss: float) -> None:
        trial.report(loss, step)
        if trial.should_prune():
            raise optuna.TrialPruned

    try:
        loss = look.loss(params, told)
        study.tell(trial, loss)
        ended = f"loss {loss:.5f}"
    except optuna.TrialPruned:
        study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        ended = "given up, as it was behind the others"
    done = len(_finished(study))
    log.info(
        "search %s: trial %d of %d, %s",
        look.task.name,
        done,
        trials,
        ended,
        extra={"done": done, "of": trials},
    )


def _finished(study: "optuna.Study") -> list[Any]:
    from optuna.trial import TrialState

    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def _told(trial: Any) -> dict[str, Any]:
    return {"trial": trial.number, "state": trial.state.name, "loss": trial.value, **trial.params}


def _holds(spec: ModelSpec, task: Task, columns: list[str], all_rows: Fold, best: Params) -> bool:
    """Return whether parameters that won on a sample are better than the file's on all rows."""
    look = _Look(spec, task, columns, [all_rows])
    if all(best[name] == value for name, value in look.given.items()):
        return True
    with keep_bins():
        mine, given = (look.loss(params, lambda step, loss: None) for params in (best, {}))
    return mine < given


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


def _inside(value: Any, bounds: Range) -> bool:
    return bool(bounds.low <= value <= bounds.high)


def _suggest(trial: "optuna.Trial", name: str, bounds: Range) -> float:
    if bounds.whole:
        return trial.suggest_int(name, int(bounds.low), int(bounds.high), log=bounds.log)
    return float(trial.suggest_float(name, bounds.low, bounds.high, log=bounds.log))
