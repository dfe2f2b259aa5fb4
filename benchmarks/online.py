"""What the features of one customer cost at the moment of a call, and what of it is the kernel.

``python -m benchmarks.online`` makes customers of 200 interactions each, computes the sixty
features of benchmarks/features/features.yaml for one after the other, and prints the median of
a call in milliseconds of CPU time, beside ways that prepare less. All ways take turns on each
customer, so that the ratios hold on a busy machine too.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from benchmarks.features.make_data import END, SEED, history_batches
from benchmarks.features.question import FEATURES_FILE
from patron.features import Feature, feature_columns, load_features
from patron.features.compute import layout_of
from patron.features.online import OnlineFeatures
from patron.features.tally import tally
from patron.history import History
from patron.history.read import make_history
from patron.schema import HISTORY, ITEMS

ROWS = 200
KERNEL, ONLINE, ANEW = "tallies alone", "prepared once", "prepared at each call"


def customers(many: int) -> list[History]:
    """Return the histories of so many customers, of 200 interactions each."""
    made = history_batches(20_000 * ROWS, SEED)
    found: list[History] = []
    while len(found) < many:
        whole = make_history(pa.Table.from_batches([next(made)], HISTORY.schema), ITEMS.empty())
        offsets = whole.groups("customer").offsets
        for number in np.flatnonzero(np.diff(offsets) >= ROWS):
            one = whole.take(int(number), int(number) + 1)
            # The service has rows of one customer, not a view into those of all.
            rows = np.arange(len(one)) >= len(one) - ROWS
            found.append(replace(one.where(rows), names=whole.names))
    return found[:many]


def ways(features: list[Feature]) -> dict[str, Callable[[History], object]]:
    """Return who is timed: from a history of one customer to its features, or to tallies only."""
    online, layout = OnlineFeatures(features), layout_of(features)
    return {
        KERNEL: lambda past: list(tally(past, past.groups("customer"), layout, [END])),
        ONLINE: lambda past: online.compute(past, END),
        ANEW: lambda past: feature_columns(past, features, [END], "customer"),
    }


def seconds(contenders: dict[str, Callable[[History], object]], pasts: list[History]) -> np.ndarray:
    """Return the CPU time of each contender (row) for each past (column)."""
    taken = np.empty((len(contenders), len(pasts)))
    for column, past in enumerate(pasts):
        for row, compute in enumerate(contenders.values()):
            start = time.process_time()
            compute(past)
            taken[row, column] = time.process_time() - start
    return taken


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.online")
    parser.add_argument("--customers", type=int, default=1_000)
    pasts = customers(parser.parse_args().customers)
    features = load_features(FEATURES_FILE)
    contenders = ways(features)
    seconds(contenders, pasts[:20])
    taken = np.median(seconds(contenders, pasts), axis=1) * 1_000
    base = taken[list(contenders).index(ONLINE)]
    print(
        f"{len(features)} features of one customer of {ROWS} interactions, {len(pasts)} customers"
    )
    for name, median in zip(contenders, taken, strict=True):
        print(f"{name:22} {median:6.3f} ms CPU (median), {median / base:5.2f} x")


if __name__ == "__main__":
    main()
