"""What the reasons of a night cost: 100,000 customers, all champions of a workspace.

``python -m benchmarks.explain.night`` takes the champions and the customers that ``make demo``
left, draws customers with replacement until there are enough, and calls what `patron score` calls
to explain scores: contributions, what drives each model, attributions, segments, and reasons in
words. Of a task about items the three ranked first are explained for each customer.
"""

import argparse
import logging
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.explain.page import ROOT, publish
from patron.explain import Phrasing
from patron.history import History, current_history
from patron.models import Model
from patron.pipeline import Workspace
from patron.pipeline.explained import explain, to_explain
from patron.pipeline.learn import history_of
from patron.training import Frame, make_frame
from patron.training.declared import features_of

SEED = 0
HEADER = "| | rows | trees | seconds | CPU seconds | of that contributions |"


def main() -> None:
    """Print the costs."""
    asked = _asked()
    logging.basicConfig(level=logging.WARNING)
    workspace = Workspace(ROOT / "configs" / asked.workspace, asked.home)
    history = history_of(workspace)
    history = current_history(history, history.end)
    lines = [HEADER, "| --- |" + " ---: |" * 5]
    measured = list(_measured(workspace, history, asked.customers))
    lines += [line for line, _ in measured]
    whole = np.sum([cost for _, cost in measured], axis=0)
    lines.append(f"| **together** | | | **{whole[0]:.1f}** | {whole[1]:.1f} | {whole[2]:.1f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    head = (
        f"{asked.customers:,} customers drawn from those of {workspace.settings.title}, "
        f"{os.cpu_count()} cores, peak memory {peak:,.0f} MB."
    )
    text = head + "\n\n" + "\n".join(lines)
    print(text)
    if not asked.dry:
        publish("night", text)


def _measured(
    workspace: Workspace, history: History, customers: int
) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Yield the line of each champion, and its seconds, CPU seconds and those of contributions."""
    for name in workspace.tasks:
        model = workspace.registry.champion(name)
        if model is None:
            continue
        frame = make_frame(
            history, workspace.task(name), features_of(model), [history.end], labelled=False
        )
        X, items = _drawn(frame, model, customers)
        who = np.array([f"customer {row:,}" for row in range(len(X))], dtype=object)
        before = time.process_time()
        model.estimator.attribute(X)
        contributions = time.process_time() - before
        cpu, start = time.process_time(), time.perf_counter()
        phrasing = Phrasing(features_of(model), model, workspace.settings.currency)
        explain(phrasing, X, who, items, np.zeros(len(X), np.int64))
        cost = time.perf_counter() - start, time.process_time() - cpu, contributions
        trees = sum(trees.rounds for trees in model.estimator.trees_by_name_.values())
        yield (
            f"| {name} | {len(X):,} | {trees} | {cost[0]:.1f} | {cost[1]:.1f} | {cost[2]:.1f} |",
            cost,
        )


def _drawn(frame: Frame, model: Model, customers: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the features and items of rows to explain, of customers drawn with replacement."""
    X = frame.matrix(model.columns)
    about_items = frame.item.max(initial=-1) >= 0
    rows = to_explain(frame, model.estimator.answer(X)) if about_items else np.arange(len(X))
    owner = frame.customer[rows]
    drawn = np.random.default_rng(SEED).choice(np.unique(owner), customers)
    starts, ends = np.searchsorted(owner, drawn), np.searchsorted(owner, drawn, "right")
    sizes = ends - starts
    place = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = rows[np.repeat(starts, sizes) + place]
    return X[rows], frame.item[rows].astype(str).astype(object) if about_items else None


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explain.night")
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--workspace", default="complete_journey")
    parser.add_argument("--home", type=Path, default=ROOT, help="where data and models lie")
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
