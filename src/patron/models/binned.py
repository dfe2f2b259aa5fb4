"""Rows cut into bins for LightGBM, once for all fits that look at the same rows.

Cutting is what a fit does before it can begin. A search fits the same rows many times, so it
keeps them cut; the estimators in between need not know.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

# What decides how rows are cut; another value of any of them needs other bins.
BINNING = (
    "max_bin",
    "min_data_in_bin",
    "bin_construct_sample_cnt",
    "seed",
    "data_random_seed",
    "categorical_feature",
    "linear_tree",
    "force_row_wise",
    "force_col_wise",
)
# By default LightGBM leaves out, while it cuts, what the smallest leaf makes useless; then the
# bins would be those of one size of leaf.
ALWAYS = {"feature_pre_filter": False, "verbosity": -1}


@dataclass(frozen=True)
class Rows:
    """Rows to fit trees on or to watch them with.

    Parameters
    ----------
    X
        Features, shape (n, k), float64 or float32.
    y
        Numeric targets, shape (n,).
    sizes
        Rows of each query, in order, for a ranking objective.
    """

    X: np.ndarray
    y: np.ndarray
    sizes: np.ndarray | None = None


_kept: ContextVar[dict[bytes, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def keep_bins() -> Iterator[None]:
    """Let all fits within the ``with`` block share the bins of equal rows, told by content."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def cut(rows: Rows, params: Mapping[str, Any], like: Any = None) -> Any:
    """Return the LightGBM Dataset of some rows.

    Parameters
    ----------
    rows
        What to cut.
    params
        LightGBM's parameters; only those that decide about bins are looked at.
    like
        Dataset whose borders between bins are to be used, for rows to watch a fit with.
    """
    import lightgbm

    given = {name: params[name] for name in BINNING if name in params}
    threads = {"num_threads": params.get("num_threads", 0)}
    kept = _kept.get()
    key = b"" if kept is None else _digest(rows, given, like)
    if kept is None or key not in kept:
        made = lightgbm.Dataset(
            rows.X, rows.y, group=rows.sizes, reference=like, params={**given, **threads, **ALWAYS}
        )
        if kept is None:
            return made
        kept[key] = made.construct()
    return kept[key]


def _digest(rows: Rows, given: Mapping[str, Any], like: Any) -> bytes:
    found = hashlib.blake2b(repr((sorted(given.items()), id(like))).encode(), digest_size=16)
    assert is_dataclass(rows)
    for part in fields(rows):
        value = getattr(rows, part.name)
        found.update(part.name.encode())
        if value is not None:
            whole = np.ascontiguousarray(value)
            found.update(f"{whole.shape}{whole.dtype}".encode())
            found.update(whole.reshape(-1).view(np.uint8).data)
    return found.digest()
