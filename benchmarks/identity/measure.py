"""Let one contender resolve one data set in this process, and say how well and how fast.

``python -m benchmarks.identity.measure CONTENDER DATA`` prints JSON. Time begins when the records
are in memory and the contender's own packages are not yet imported.
"""

import importlib
import json
import sys
import time

import numpy as np

from benchmarks.identity.components import measured
from benchmarks.identity.datasets import DATA_SETS


def main(contender: str, name: str) -> dict[str, object]:
    """Return the seconds, CPU seconds and the quality of each answer by what gave it."""
    if contender == "components":
        return {"components": measured()}
    data = DATA_SETS[name]
    accounts = data.table()
    truth = accounts["truth"].combine_chunks().dictionary_encode().indices.to_numpy()
    ours = contender.startswith("patron")
    attributes = data.attributes() if ours else None
    module = importlib.import_module(f"benchmarks.identity.with_{'patron' if ours else 'splink'}")
    stored = module.prepare_new(data, attributes, accounts) if contender == "patron-new" else None
    cpu, start = time.process_time(), time.perf_counter()
    if contender == "patron":
        answers = module.run(data, attributes, accounts)
    elif contender == "patron-new":
        answers = module.run_new(data, attributes, accounts, stored)
    else:
        answers = module.run(data, accounts, only_documented=contender == "splink")
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    quality = {said: pairwise(answer, truth) for said, answer in answers.items()}
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "quality": quality}


def pairwise(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Return precision, recall and F1 over pairs of accounts that are put together."""
    both = _pairs(found.astype(np.int64) * (int(truth.max()) + 1) + truth)
    together, true = _pairs(found), _pairs(truth)
    precision = both / together if together else 1.0
    recall = both / true if true else 1.0
    return {"precision": precision, "recall": recall, "f1": 2 * both / (together + true)}


def _pairs(labels: np.ndarray) -> int:
    sizes = np.unique(labels, return_counts=True)[1]
    return int((sizes * (sizes - 1) // 2).sum())


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:3])))
