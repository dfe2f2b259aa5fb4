"""Let one contender explain in this process, and say what it cost.

``python -m benchmarks.explain.measure NAME ROWS ANSWER`` writes the contributions as a NumPy file,
and prints the cost as JSON. Time runs from the model's file to the contributions; memory is the
most that the process ever held.
"""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.explain.contenders import CONTENDERS
from benchmarks.explain.question import made_up, model_file


@dataclass(frozen=True)
class Cost:
    """What contributions took: time of the clock, of all cores, and the most memory."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def measure(name: str, rows: int, answer: Path) -> Cost:
    """Return what the contender's contributions cost, and write them."""
    path, X = model_file(), np.ascontiguousarray(made_up()[0][:rows])
    explain = CONTENDERS[name].load()
    cpu, start = time.process_time(), time.perf_counter()
    values = explain(path, X)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    np.save(answer, values)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Cost(seconds, cpu_seconds, peak)


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))))
