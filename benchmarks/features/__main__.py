"""Measure every contender, in turns, each time in a fresh process.

``python -m benchmarks.features --sizes 5 20 100`` (millions of rows) prints a table for each size
and writes them into docs/benchmarks.md. Answers are compared first: where one differs from
patron's, nothing is shown but the difference.
"""

import argparse
import json
import logging
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from benchmarks.features.compare import first_difference
from benchmarks.features.contenders import CONTENDERS, REFERENCE, Contender
from benchmarks.features.make_data import parquet_files
from benchmarks.features.measure import Cost
from benchmarks.features.table import table, write_into

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "bench"
Costs = dict[tuple[Contender, int], list[Cost]]


def main() -> None:
    """Measure what the command line asks for."""
    asked = _asked()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    chosen = [one for one in CONTENDERS if one.name in asked.only] if asked.only else CONTENDERS
    sizes = sorted(round(size * 1_000_000) for size in asked.sizes)
    tables = []
    for size in sizes:
        given = [(one, rows) for one in chosen if (rows := one.rows(size, sizes[0])) is not None]
        tables.append(table(_costs(given, asked.rounds), size, asked.rounds))
    text = f"{_machine()}\n\n" + "\n".join(tables)
    print(text)
    if not asked.dry:
        write_into(ROOT / "docs" / "benchmarks.md", text)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.features")
    parser.add_argument("--sizes", nargs="+", type=float, default=[5, 20, 100], help="M rows")
    parser.add_argument("--rounds", type=int, default=3)
    names = [one.name for one in CONTENDERS]
    parser.add_argument("--only", nargs="+", choices=names, help="contenders; default all")
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    return parser.parse_args()


def _costs(given: list[tuple[Contender, int]], rounds: int) -> Costs:
    """Return the costs of each round by contender and rows given.

    Raises
    ------
    SystemExit
        If an answer is not patron's, or a contender fails.
    """
    files = {rows: parquet_files(DATA, rows) for _, rows in given}
    costs: Costs = {key: [] for key in given}
    with TemporaryDirectory(prefix="patron-bench-") as folder:
        right = {rows: Path(folder, f"right-{rows}.arrow") for rows in files}
        for rows, path in right.items():
            run(REFERENCE, files[rows], path)
        for number in range(rounds):
            # Each round begins with another, so that none always follows the same one.
            for contender, rows in given[number % len(given) :] + given[: number % len(given)]:
                answer = Path(folder, "answer.arrow")
                cost = run(contender, files[rows], answer)
                costs[contender, rows].append(cost)
                log.info("%s, %d rows: %.2f s", contender.name, rows, cost.seconds)
                if contender.answers and number == 0:
                    _check(contender, answer, right[rows])
    return costs


def run(contender: Contender, files: Sequence[str], answer: Path) -> Cost:
    """Return the cost of one contender's answer, made in a fresh process.

    Raises
    ------
    SystemExit
        If it fails; what it said is shown.
    """
    command = [sys.executable, "-m", "benchmarks.features.measure", contender.name, str(answer)]
    done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{contender.name} failed:\n{done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _check(contender: Contender, answer: Path, right: Path) -> None:
    with pa.memory_map(str(answer)) as found, pa.memory_map(str(right)) as wanted:
        difference = first_difference(
            pa.ipc.open_file(found).read_all(), pa.ipc.open_file(wanted).read_all()
        )
    if difference:
        raise SystemExit(f"{contender.name} differs from patron: {difference}.")


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; "
        "sixty features at six monthly cutoffs, from Parquet to a finished frame."
    )


if __name__ == "__main__":
    main()
