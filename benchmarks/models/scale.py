"""How long training takes on a million customers, and how much memory, stage by stage.

``python -m benchmarks.models.scale`` makes a history of the wanted number of customers under
``data/bench/scale`` (once), trains the three tasks of ``workspaces/million`` on it as
``patron train`` does, each in a process of its own, and writes the table into docs/models.md. Every
stage is told in CPU seconds, which do not depend on what else the machine does, beside the seconds
that passed.
"""

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from benchmarks.features.make_data import history_batches
from benchmarks.models.page import publish
from benchmarks.models.questions import ROOT
from patron.pipeline import Workspace, learn
from patron.schema import HISTORY

log = logging.getLogger(__name__)

CONFIGS = Path(__file__).parent / "workspaces" / "million"
HOME = ROOT / "data" / "bench" / "scale"
ROWS_A_CUSTOMER = 25
SEED = 20_261_122
AT = datetime(2026, 1, 1, tzinfo=UTC)
# What is timed: module and function, and what the table calls it. Outer stages come last, and
# are told without what lies within them.
STAGES = (
    ("patron.training.frame", "look_up", "features"),
    ("patron.models.trees", "cut", "binning"),
    ("lightgbm", "train", "boosting"),
    ("patron.training.train", "grade", "grading"),
    ("patron.pipeline.learn", "read_history", "reading the history"),
    ("patron.pipeline.learn", "summary_figure", "SHAP's picture"),
)


class Clock:
    """CPU and wall seconds by stage; what is within a stage is not counted to it."""

    def __init__(self) -> None:
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self.wall: defaultdict[str, float] = defaultdict(float)
        self.inside: list[list[float]] = []

    def watch(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """Return the function, timed."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            cpu, wall = time.process_time(), time.monotonic()
            self.inside.append([0.0, 0.0])
            try:
                return function(*args, **kwargs)
            finally:
                cpu, wall = time.process_time() - cpu, time.monotonic() - wall
                inner = self.inside.pop()
                self.cpu[stage] += cpu - inner[0]
                self.wall[stage] += wall - inner[1]
                if self.inside:
                    self.inside[-1][0] += cpu
                    self.inside[-1][1] += wall

        return timed


def main() -> None:
    """Train, and print and publish where the time went."""
    # Threads that wait for each other by spinning would be counted as work.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    asked = _asked()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    workspace = Workspace(CONFIGS, HOME / str(asked.customers))
    make(workspace, asked.customers)
    if asked.child:
        print(json.dumps(measure(workspace, asked.only[0], asked.trials)))
        return
    text = _table(asked.customers, [_apart(task, asked) for task in asked.only])
    print(text)
    if not asked.dry:
        publish("scale", text)


class Row(NamedTuple):
    """What one task took: CPU seconds by stage, seconds passed, and GiB at the most."""

    task: str
    grade: str
    cpu: dict[str, float]
    passed: float
    peak: float


def measure(workspace: Workspace, task: str, trials: int) -> Row:
    """Return what training one task took in this process."""
    clock = Clock()
    _put(clock)
    [(trained, alias)] = clock.watch(learn, "all else")(workspace, [task], trials, 0, AT)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    graded = trained.graded
    row = Row(task, graded.grade, dict(clock.cpu), sum(clock.wall.values()), peak)
    log.info("%s, %s, %s", alias, graded.metrics, row)
    return row


def _apart(task: str, asked: argparse.Namespace) -> Row:
    """Return what training one task takes in a process of its own, whose memory is its own."""
    given = ["--only", task, "--customers", str(asked.customers), "--trials", str(asked.trials)]
    command = [sys.executable, "-m", "benchmarks.models.scale", "--child", *given]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return Row(*json.loads(told.splitlines()[-1]))


def make(workspace: Workspace, customers: int) -> None:
    """Make the history of so many customers, if need be."""
    if workspace.lake.version(HISTORY) is not None:
        return
    log.info("making %s customers under %s", f"{customers:,}", workspace.lake.folder)
    rows = history_batches(customers * ROWS_A_CUSTOMER, SEED, ROWS_A_CUSTOMER)
    workspace.lake.replace(HISTORY, pa.RecordBatchReader.from_batches(HISTORY.schema, rows))


def _put(clock: Clock) -> None:
    import importlib

    for module, name, stage in STAGES:
        # The package's verbs hide the modules of their names.
        importlib.import_module(module)
        home = sys.modules[module]
        setattr(home, name, clock.watch(getattr(home, name), stage))


NAMES = [*(stage for _, _, stage in STAGES), "all else"]


def _line(row: Row) -> str:
    cells = [row.task, row.grade, *(f"{row.cpu.get(stage, 0):.0f}" for stage in NAMES)]
    cells += [f"{sum(row.cpu.values()):.0f}", f"{row.passed:.0f}", f"{row.peak:.1f}"]
    return "| " + " | ".join(cells) + " |"


def _table(customers: int, rows: list[Row]) -> str:
    head = ["task", "grade", *NAMES, "CPU seconds", "seconds passed", "peak GiB"]
    passed = sum(row.passed for row in rows)
    return "\n".join(
        [
            f"{customers:,} customers, {customers * ROWS_A_CUSTOMER:,} interactions, 150 features "
            f"of customers, 3 training cutoffs, {os.cpu_count()} cores; CPU seconds by stage.",
            "",
            "| " + " | ".join(head) + " |",
            "|" + " --- |" * len(head),
            *map(_line, rows),
            "",
            f"One after the other they took {passed // 60:.0f} min {passed % 60:.0f} s.",
        ]
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models.scale")
    tasks = ["churn", "lifetime_value", "next_offer"]
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", choices=tasks, default=tasks)
    parser.add_argument("--trials", type=int, default=0)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
