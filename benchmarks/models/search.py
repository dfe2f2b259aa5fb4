"""A search beside a plain Optuna loop: the same space, seeds and number of trials.

``python -m benchmarks.models.search`` lets both look for parameters of the churn model, in turns,
for several seeds. The plain loop cuts the rows into bins anew for each trial and runs every
trial to its end. Both results are fitted on all rows of the train cutoffs and told by their AUC
on the later window, on which they were chosen, and on the judging window, which neither has seen.
The made-up rows are more than a search compares on; as the plain loop fits each trial on all of
them, one seed and half of the trials must do there.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from benchmarks.models.page import publish
from benchmarks.models.questions import open_workspace
from patron.history import micros
from patron.models import ModelSpec, metrics
from patron.tasks import Task, choose_cutoffs
from patron.training.frame import Frame, make_frame
from patron.training.search import fit, search

log = logging.getLogger(__name__)

REAL, MADE_UP, FEATURES = "complete_journey", "made-up", 40
Params = dict[str, Any]


class Setting(NamedTuple):
    """What both search on."""

    spec: ModelSpec
    task: Task
    columns: list[str]
    train: Frame
    later: Frame
    test: Frame


class Outcome(NamedTuple):
    """What one search cost and came to."""

    cpu: float
    wall: float
    auc_later: float
    auc_test: float


def ours(setting: Setting, trials: int, seed: int) -> Params:
    """Return the parameters that patron's search finds."""
    spec, task, columns, train, later, _ = setting
    return search(spec, task, columns, train, later, trials, seed)[0]


def plain(setting: Setting, trials: int, seed: int) -> Params:
    """Return the parameters that a loop finds which runs each trial from rows to the last tree."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    spec, _, columns, train, later, _ = setting
    space = spec.estimator_class().search_space()
    first = spec.make_estimator()

    def objective(trial: optuna.Trial) -> float:
        params: Params = {}
        for name, bounds in space.items():
            if bounds.whole:
                low, high = int(bounds.low), int(bounds.high)
                params[name] = trial.suggest_int(name, low, high, log=bounds.log)
            else:
                params[name] = trial.suggest_float(name, bounds.low, bounds.high, log=bounds.log)
        made: Any = spec.make_estimator(**params).fit(train.matrix(columns), train.label)
        return metrics.log_loss(later.label, made.answer(later.matrix(columns)))

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    given = {name: getattr(first, name) for name in space}
    study.enqueue_trial({k: v for k, v in given.items() if space[k].low <= v <= space[k].high})
    study.optimize(objective, n_trials=trials)
    return study.best_params


def measure(
    name: str, find: Callable[..., Params], setting: Setting, trials: int, seed: int
) -> Outcome:
    """Return what one search cost, and how good the model is that it leads to."""
    cpu, wall = time.process_time(), time.monotonic()
    params = find(setting, trials, seed)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    spec, task, columns, train, later, test = setting
    estimator: Any = spec.make_estimator(**params)
    if find is plain:
        estimator.fit(train.matrix(columns), train.label)
    else:
        fit(estimator, task, columns, train, later)
    aucs = [metrics.auc(one.label, estimator.answer(one.matrix(columns))) for one in (later, test)]
    found = Outcome(cpu, wall, *aucs)
    log.info("%s, seed %d: %s, %s", name, seed, found, params)
    return found


def real(name: str) -> Setting:
    """Return the churn task of a workspace, its features and rows."""
    workspace, history = open_workspace(name)
    task, spec = workspace.task("churn"), workspace.spec("churn")
    spec = spec.model_copy(update={"params": {**spec.params, "threads": 1}})
    possible = [one for one in workspace.features if one.entity == "customer"]
    cutoffs = choose_cutoffs(history, task)
    every = sorted({*cutoffs.train, cutoffs.later, cutoffs.test})
    whole = make_frame(history, task, possible, every)
    parts = (whole.at(some) for some in (cutoffs.train, [cutoffs.later], [cutoffs.test]))
    columns = [one.name for one in possible if spec.uses(one.name)]
    return Setting(spec, task, columns, *parts)


def made_up(rows: int, features: int) -> Setting:
    """Return rows drawn at random, of which some features tell something, alone or in pairs."""
    setting = real("cdnow")
    names = [f"f{number:03d}" for number in range(features)]
    weight = np.random.default_rng(0).normal(0, 0.25, features) * (np.arange(features) < 20)

    def draw(seed: int, rows: int) -> Frame:
        random = np.random.default_rng(seed)
        X = random.normal(size=(features, rows)).astype(np.float32)
        odds = weight @ X + 0.5 * X[0] * X[1] + 0.3 * np.abs(X[2]) - 1
        label = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(float)
        none, at = np.zeros(0, np.int64), np.full(rows, seed * micros(setting.task.horizon))
        columns = dict(zip(names, X, strict=True))
        return Frame(np.arange(rows), np.full(rows, -1), at, columns, label, (none, none))

    frames = (draw(1, rows), draw(2, rows // 3), draw(3, rows // 3))
    return Setting(setting.spec, setting.task, names, *frames)


def main() -> None:
    """Let both search in turns, and print and publish what came of it."""
    asked = _asked()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("patron.training.search").setLevel(logging.WARNING)
    lines = [
        "| data | rows × features | trials × seeds | search | CPU seconds | times as fast "
        "| AUC, later window | AUC, judging window |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in asked.data:
        is_large = name == MADE_UP
        setting = made_up(asked.rows, FEATURES) if is_large else real(name)
        trials, seeds = (asked.trials // 2, 1) if is_large else (asked.trials, asked.seeds)
        found: dict[str, list[Outcome]] = {"patron": [], "plain loop": []}
        for seed in range(seeds):
            for who, find in (("plain loop", plain), ("patron", ours)):
                found[who].append(measure(who, find, setting, trials, seed))
        size = f"{len(setting.train):,} × {len(setting.columns)} | {trials} × {seeds}"
        lines += _lines(name, size, found)
    text = "One thread; means over the seeds.\n\n" + "\n".join(lines)
    print(text)
    if not asked.dry:
        publish("search", text)


def _lines(name: str, size: str, found: dict[str, list[Outcome]]) -> list[str]:
    cost = {who: float(np.mean([one.cpu for one in many])) for who, many in found.items()}
    lines = []
    for who, many in found.items():
        later, test = (
            np.mean([getattr(one, f"auc_{part}") for one in many]) for part in ("later", "test")
        )
        faster = cost["plain loop"] / cost[who]
        lines.append(
            f"| {name} | {size} | {who} | {cost[who]:.0f} | {faster:.1f} | {later:.4f} "
            f"| {test:.4f} |"
        )
    return lines


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models.search")
    data = [REAL, MADE_UP]
    others = ["mostly_grocery", "cdnow"]
    parser.add_argument("--data", nargs="+", choices=[*data, *others], default=data)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=120_000, help="of the made-up data")
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
