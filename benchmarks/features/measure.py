"""Let one contender answer in this process, and say what it cost.

``python -m benchmarks.features.measure NAME ANSWER FILE…`` writes the answer as an Arrow file,
and prints the cost as JSON. Time begins when the contender's own packages are imported. Memory
is the most that this process and those that it started have held at any moment, each.
"""

import importlib
import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from benchmarks.features.question import CUTOFFS


@dataclass(frozen=True)
class Cost:
    """What one answer took.

    Parameters
    ----------
    seconds, cpu_seconds
        Of the clock and of all cores.
    peak_bytes
        Most memory.
    threads
        Of the contender.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    threads: int


def measure(name: str, files: list[str], answer: Path) -> Cost:
    """Return what the contender's answer cost, and write the answer."""
    contender = importlib.import_module(f"benchmarks.features.with_{name}")
    cpu, start = _cpu_seconds(), time.perf_counter()
    table = contender.run(files, CUTOFFS)
    seconds = time.perf_counter() - start
    cost = Cost(seconds, _cpu_seconds() - cpu, _peak_bytes(), contender.THREADS)
    with pa.OSFile(str(answer), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return cost


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of those it started that still run."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ticks = [
        int(part)
        for process in _descendants()
        for part in (process / "stat").read_text().rpartition(")")[2].split()[11:13]
    ]
    return own.ru_utime + own.ru_stime + sum(ticks) / os.sysconf("SC_CLK_TCK")


def _peak_bytes() -> int:
    """Return the most memory of this process and of those it started that still run."""
    status = Path("/proc/self/status")
    if not status.exists():
        # macOS has no such file, and counts in bytes.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Unlike getrusage's figure this one is not inherited from the process that started us.
    return sum(_high_water(process) for process in (status.parent, *_descendants()))


def _high_water(process: Path) -> int:
    lines = (process / "status").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def _descendants() -> list[Path]:
    found, waiting = [], [Path("/proc/self")]
    while waiting:
        for task in (waiting.pop() / "task").glob("*/children"):
            children = [Path("/proc", number) for number in task.read_text().split()]
            found += children
            waiting += children
    return found


if __name__ == "__main__":
    _name, _answer, *_files = sys.argv[1:]
    print(json.dumps(asdict(measure(_name, _files, Path(_answer)))))
