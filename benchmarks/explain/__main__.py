"""Measure contributions beside SHAP and others, and write the table into docs/benchmarks.md.

``python -m benchmarks.explain`` asks contenders, where they are installed, for the contributions
to the model of `benchmarks.explain.question`, each in a fresh process. All must agree with SHAP's.
"""

import argparse
import importlib.util
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import lightgbm
import numpy as np

from benchmarks.explain.contenders import ASKED, CONTENDERS, OURS, REFERENCE
from benchmarks.explain.measure import Cost
from benchmarks.explain.page import publish
from benchmarks.explain.question import FEATURES, LEAVES, ROOT, TREES, made_up, model_file

log = logging.getLogger(__name__)

# How far the contributions of two contenders may lie apart.
AGREED = 1e-4
HEADER = (
    "| | seconds | CPU seconds | rows a CPU second | times SHAP's speed | by CPU time "
    "| off from SHAP's | sums off | peak memory |"
)


def main() -> None:
    """Print the comparison."""
    asked = _asked()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    model_file()
    wanted = {REFERENCE, *asked.only}
    there = [
        name
        for name, contender in CONTENDERS.items()
        if name in wanted and importlib.util.find_spec(contender.package)
    ]
    costs, answers = {}, {}
    with TemporaryDirectory(prefix="patron-bench-") as folder:
        # What is compiled at first use is compiled before time is taken.
        run(OURS, 10, Path(folder, "first.npy"))
        for name in there:
            answer = Path(folder, f"{name}.npy")
            costs[name] = run(name, asked.rows, answer)
            answers[name] = np.load(answer)
            log.info(
                "%s: %.1f s, %.1f s of CPU", name, costs[name].seconds, costs[name].cpu_seconds
            )
    booster, X = lightgbm.Booster(model_file=model_file()), made_up()[0][: asked.rows]
    base = booster.predict(X[:1], pred_contrib=True)[0, -1]
    off = errors(answers, booster.predict(X, raw_score=True), base)
    text = table(costs, off, asked.rows)
    print(text)
    if not asked.dry:
        publish("contributions", text)


def run(name: str, rows: int, answer: Path) -> Cost:
    """Return the cost of one contender's contributions, made in a fresh process.

    Raises
    ------
    SystemExit
        If it fails; what it said is shown.
    """
    command = [sys.executable, "-m", "benchmarks.explain.measure", name, str(rows), str(answer)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def errors(
    answers: dict[str, np.ndarray], raw: np.ndarray, base: float
) -> dict[str, tuple[float, float]]:
    """Return how far each contender's contributions are off SHAP's, and their sums off the score.

    Parameters
    ----------
    answers
        Contributions by contender, shape (n, k).
    raw, base
        Raw score of each row, shape (n,), and what contributions are added to.

    Raises
    ------
    SystemExit
        If either is off by more than 1e-4.
    """
    found = {}
    for name, answer in answers.items():
        off = float(np.abs(answer - answers[REFERENCE]).max())
        sums_off = float(np.abs(base + answer.sum(axis=1) - raw).max())
        if max(off, sums_off) > AGREED:
            raise SystemExit(f"{name} is off by {off:g}, its sums by {sums_off:g}.")
        found[name] = off, sums_off
    return found


def table(costs: dict[str, Cost], off: dict[str, tuple[float, float]], rows: int) -> str:
    """Return what `errors` found and the costs, that of least CPU time first."""
    lines = [HEADER, "| --- |" + " ---: |" * 8]
    base = costs[REFERENCE]
    for name, cost in sorted(costs.items(), key=lambda one: one[1].cpu_seconds):
        cells = [
            CONTENDERS[name].called,
            f"{cost.seconds:.1f}",
            f"{cost.cpu_seconds:.1f}",
            f"{rows / cost.cpu_seconds:,.0f}",
            f"{base.seconds / cost.seconds:.1f}",
            f"{base.cpu_seconds / cost.cpu_seconds:.1f}",
            f"{off[name][0]:.0e}",
            f"{off[name][1]:.0e}",
            f"{cost.peak_bytes / 1e6:,.0f} MB",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    head = (
        f"{rows:,} rows, {TREES} trees of {LEAVES} leaves over {FEATURES} features; "
        f"{os.cpu_count()} cores, of which each contender takes what it can."
    )
    return head + "\n\n" + "\n".join(lines)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explain")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=ASKED)
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
