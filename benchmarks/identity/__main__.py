"""Measure patron and Splink, in turns, each time in a fresh process.

``python -m benchmarks.identity`` prints one table and writes it into docs/benchmarks.md. Data that
is not there is left out, and the table says so. Labels only judge; nobody learns from them.
"""

import argparse
import json
import logging
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.features.table import write_into
from benchmarks.identity.datasets import DATA_SETS, ROOT, SHARED

log = logging.getLogger(__name__)

CALLED = {
    "patron": "**patron**, everything",
    "patron-new": "**patron**, a tenth is new",
    "splink": "Splink, as documented",
    "splink-best": "Splink, best threshold by the labels",
}
MARKERS = ("<!-- identity: begin -->", "<!-- identity: end -->")
HEADER = "| | precision | recall | F1 | seconds | CPU seconds | to Splink |"
Rounds = Sequence[Mapping[str, Any]]


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(DATA_SETS), default=list(DATA_SETS))
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    parts = [f"{machine}; {asked.rounds} round(s), least to most of each, ratio of the medians."]
    parts += [_of_one(name, asked.rounds) for name in asked.only]
    parts.append(_of_components(asked.rounds))
    text = "\n\n".join(parts)
    print(text)
    if not asked.dry:
        write_into(ROOT / "docs" / "benchmarks.md", text, *MARKERS)


def _of_one(name: str, rounds: int) -> str:
    missing = DATA_SETS[name].missing
    if missing:
        return f"### {name}\n\nLeft out: {missing[0].name} is not in {SHARED}."
    measured: dict[str, list[dict[str, Any]]] = {contender: [] for contender in CALLED}
    for number in range(rounds):
        for contender in list(CALLED)[number % 2 :] + list(CALLED)[: number % 2]:
            if contender != "splink-best" or number == 0:
                measured[contender].append(_run(contender, name))
    beside = _median([cost["seconds"] for cost in measured["splink"]])
    lines = [_line(contender, costs, beside) for contender, costs in measured.items()]
    return "\n".join([f"### {name}", "", HEADER, "| --- |" + " ---: |" * 6, *lines])


def _run(contender: str, name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.identity.measure", contender, name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{contender} failed on {name}:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    log.info("%s, %s: %s", name, contender, answer.get("seconds", ""))
    return answer


def _line(contender: str, costs: Rounds, beside: float) -> str:
    said, quality = max(costs[0]["quality"].items(), key=lambda one: one[1]["f1"])
    cells = [f"{CALLED[contender]} ({said})"]
    cells += [f"{quality[name]:.4f}" for name in ("precision", "recall", "f1")]
    if contender == "splink-best":
        return "| " + " | ".join([*cells, "", "", ""]) + " |"
    seconds = [cost["seconds"] for cost in costs]
    cells += [_span(seconds), _span([cost["cpu_seconds"] for cost in costs])]
    return "| " + " | ".join([*cells, f"{_median(seconds) / beside:.2f}"]) + " |"


def _of_components(rounds: int) -> str:
    measured = [_run("components", "")["components"] for _ in range(rounds)]
    lines = [f"| {name} | {_span([one[name] for one in measured])} |" for name in measured[0]]
    head = "### Connected components of 2,000,000 nodes and 1,000,000 edges"
    return "\n".join([head, "", "| | seconds |", "| --- | ---: |", *lines])


def _span(values: Sequence[float]) -> str:
    least, most = f"{min(values):.2f}", f"{max(values):.2f}"
    return least if least == most else f"{least} to {most}"


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
