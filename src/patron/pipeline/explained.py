"""Scores and features -> why: contributions, reasons in words, what drives a model, segments."""

from typing import Any

import numpy as np

from patron.explain import Phrasing, attribute, drivers, find_segments, make_reasons, tell
from patron.schema import ATTRIBUTIONS, REASONS
from patron.training import Frame

Array = np.ndarray[Any, Any]

# Of items ranked for a customer, so many are explained.
EXPLAINED = 3


def explain(
    phrasing: Phrasing, X: Array, customers: Array, items: Array | None, cutoff: Array
) -> dict[Any, Any]:
    """Return ATTRIBUTIONS and REASONS of scores, what drives them, their base, and segments.

    Parameters
    ----------
    phrasing
        The model whose scores they are, and how its facts are said.
    X
        Features of the rows to explain, shape (n, k).
    customers, items, cutoff
        Key of each row, shape (n,); no items for a task about customers, which alone has segments.
    """
    model = phrasing.model
    contributions, base = model.estimator.attribute(X)
    keys = (customers, items, cutoff)
    ideas = {feature.name: feature.idea for feature in phrasing.features}
    return {
        "drivers": drivers(ideas, model.columns, contributions),
        "base": base,
        "segments": [] if items is not None else find_segments(phrasing, X, contributions),
        ATTRIBUTIONS: attribute(model, *keys, contributions),
        REASONS: make_reasons(phrasing, *keys, tell(phrasing, X, contributions)),
    }


def to_explain(frame: Frame, answer: Array) -> Array:
    """Return the rows of the items ranked first for each customer."""
    order = np.lexsort((frame.item, -answer, frame.customer))
    owner = frame.customer[order]
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.sort(order[rank < EXPLAINED])
