"""What was said last time beside what is said now: why the scores moved."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import ModelError
from patron.explain.changes import make_changes, split, told_until
from patron.features import Feature
from patron.history import History, micros
from patron.lake import Lake
from patron.models import Bundle, Model, read_bundle
from patron.pipeline.workspace import Workspace
from patron.schema import CHANGES, SCORES
from patron.training.declared import features_of
from patron.training.lookup import Wanted, look_up

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Before:
    """The last scoring.

    Parameters
    ----------
    scores
        SCORES of customers.
    bundle
        The models that said so.
    """

    scores: pa.Table
    bundle: Bundle


@dataclass(frozen=True)
class Now:
    """What one task's model says now.

    Parameters
    ----------
    model, features
        The model and its features, in the order of its columns.
    numbers, X
        Number in the history of each customer asked about, shape (n,), and their features.
    scores
        SCORES of the task, in the same order.
    """

    model: Model
    features: Sequence[Feature]
    numbers: np.ndarray
    X: np.ndarray
    scores: pa.Table


def last_scoring(workspace: Workspace) -> Before | None:
    """Return what was said last time, by which models; None where that is not to be had."""
    scores = workspace.lake.read(SCORES, where="item IS NULL")
    if not scores.num_rows:
        return None
    try:
        return Before(scores, read_bundle(workspace.bundles))
    except ModelError as error:
        log.warning("score: what changed is not told: %s", error)
        return None


def keep_changes(
    lake: Lake, history: History, before: Before | None, now: Sequence[Now], moment: int
) -> None:
    """Write why the scores moved since the last time into the lake.

    Where nothing moved at all, as when the same is scored twice, what was told of the time before
    stays. A task whose model of last time is not to be had is left out, and so are customers of
    whom nothing was said.

    Parameters
    ----------
    history
        The history that was scored.
    now
        What is said now, of each task about customers.
    moment
        Microseconds since 1970 that the scores of now are of.
    """
    if before is None:
        lake.replace(CHANGES, CHANGES.empty())
        return
    tables = [_changes_of(history, before, one, moment) for one in now]
    found = pa.concat_tables([CHANGES.empty(), *tables])
    moved = pc.any(pc.not_equal(found["before"], found["score"])).as_py()
    is_later = pc.any(pc.less(found["since"], found["cutoff"])).as_py()
    if moved or is_later:
        lake.replace(CHANGES, found)


def _changes_of(history: History, before: Before, now: Now, moment: int) -> pa.Table:
    task = now.model.task
    was = before.scores.filter(pc.equal(before.scores["task"], task))
    old = before.bundle.models.get(task)
    if old is None or not was.num_rows:
        return CHANGES.empty()
    since = micros(pc.max(was["cutoff"]).as_py())
    if since > moment or set(was["model"].to_pylist()) != {before.bundle.names[task]}:
        log.warning("score: %s: what changed since the last scoring cannot be told", task)
        return CHANGES.empty()
    place, at = _both(was["customer_id"], now.scores["customer_id"])
    features = features_of(old)
    numbers, X = now.numbers[at], now.X[at]
    past = told_until(history, since, moment)
    same = list(features) == list(now.features)
    said, says = _reals(was["score"])[place], _reals(now.scores["score"])[at]
    parts = split(
        said,
        says,
        old,
        _features_at(past, features, numbers, since),
        _features_at(past, features, numbers, moment),
        X if same else _features_at(history, features, numbers, moment),
    )
    return make_changes(task, history.customers[numbers], since, moment, said, says, parts)


def _features_at(
    history: History, features: Sequence[Feature], numbers: np.ndarray, cutoff: int
) -> np.ndarray:
    """Return the features of some customers at a cutoff, shape (n, k)."""
    nothing, at = np.full(len(numbers), -1), np.full(len(numbers), cutoff)
    found = look_up(history, features, Wanted(numbers, nothing, at, "item"), np.float64)
    return np.column_stack([found[feature.name] for feature in features])


def _both(before: pa.ChunkedArray, now: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places, before and now, of the customers who are in both."""
    found = pc.index_in(now, value_set=before.combine_chunks())
    at = np.flatnonzero(pc.is_valid(found).to_numpy())
    return np.asarray(found.drop_null().to_numpy()), at


def _reals(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_numpy(), np.float64)
