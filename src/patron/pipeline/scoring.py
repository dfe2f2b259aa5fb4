"""What a champion says of everybody, and why: rows are scored and explained part after part."""

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from patron.explain import Phrasing
from patron.explain.words import words_of
from patron.history import History
from patron.models import Model
from patron.pipeline.explained import explain, to_explain
from patron.pipeline.moved import Now
from patron.pipeline.outlook import Said
from patron.pipeline.workspace import Settings
from patron.schema import SCORES
from patron.tasks import Task
from patron.training import Frame, make_frame
from patron.training.blocks import Blocks, parts_of
from patron.training.declared import features_of

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]


def score_task(
    history: History, task: Task, model: Model, moment: int, settings: Settings
) -> dict[Any, Any]:
    """Return SCORES, ATTRIBUTIONS, REASONS and more of one task at a moment.

    Parameters
    ----------
    model
        The task's champion.
    moment
        Microseconds since 1970.
    settings
        For the unit of money and the language of reasons.
    """
    features = features_of(model)
    frame = make_frame(history, task, features, [moment], labelled=False)
    told, of_items = np.arange(len(frame)), task.about_items
    # Candidates are many for each customer: of their features only a part is held at a time.
    X = Blocks(frame, model.columns, told) if of_items else frame.matrix(model.columns)
    items = _items_of(history, task, frame)
    scores = _scores(model, history, frame, items, X)
    if of_items:
        told = to_explain(frame, scores["score"].to_numpy())
    phrasing = Phrasing(features, model, settings.currency, words_of(settings.language))
    customers = history.customers[frame.customer[told]]
    keys = (customers, None if items is None else items(told), frame.cutoff[told])
    explained = explain(phrasing, Blocks(frame, model.columns, told) if of_items else X, *keys)
    log.info("score %s: %s rows", task.name, f"{len(frame):,}")
    return {
        "task": task.name,
        "customers": len(np.unique(frame.customer)),
        "frame": frame,
        "features": features,
        "said": Said(task, model, frame, scores["score"].to_numpy()),
        "customer_ids": customers,
        "phrasing": phrasing,
        "now": None if isinstance(X, Blocks) else Now(model, features, frame.customer, X, scores),
        SCORES: scores,
        **explained,
    }


def _items_of(history: History, task: Task, frame: Frame) -> Callable[[Any], Array] | None:
    """Return what names the items of some rows of a frame; None if it is not about items."""
    if not task.about_items:
        return None
    level: str = task.level  # type: ignore[attr-defined]
    names = np.array([*history.names[level], None], dtype=object)
    return lambda rows: names[frame.item[rows]]


def _scores(
    model: Model,
    history: History,
    frame: Frame,
    items: Callable[[Any], Array] | None,
    X: Array | Blocks,
) -> pa.Table:
    """Return SCORES of a frame's rows, some after the others."""
    name = model.name
    tables = [
        model.score(
            history.customers[frame.customer[part]],
            None if items is None else items(part),
            frame.cutoff[part],
            X[part],
            name,
        )
        for part in parts_of(len(frame))
    ]
    return pa.concat_tables(tables)
