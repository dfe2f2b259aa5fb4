"""patron itself: the lake's history, some customers at a time, through the kernel."""

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

import patron.features.kernel  # noqa: F401 - imported here, as the others import their engine
from benchmarks.features.question import FEATURES_FILE
from patron.features import compute_features, load_features
from patron.features.compute import needed_columns
from patron.history.read import read_parts
from patron.lake import Lake

THREADS = os.cpu_count() or 1


def run(files: Sequence[str], cutoffs: Sequence[int]) -> pa.Table:
    """Return the features, by customer and cutoff."""
    features = load_features(FEATURES_FILE)
    parts = read_parts(Lake(Path(files[0]).parents[1]), needed_columns(features))
    return compute_features(parts, features, cutoffs)
