"""Scores and features -> why: contributions, reasons in words, what drives a model, segments."""

from typing import Any

import numpy as np
import pyarrow as pa

from patron.explain import Phrasing, Segment, attribute, find_segments, make_reasons, tell
from patron.explain.attribute import by_idea, shares_of
from patron.schema import ATTRIBUTIONS, REASONS
from patron.training import Frame
from patron.training.blocks import Blocks, parts_of

Array = np.ndarray[Any, Any]

# Of items ranked for a customer, so many are explained.
EXPLAINED = 3


def explain(
    phrasing: Phrasing, X: Array | Blocks, customers: Array, items: Array | None, cutoff: Array
) -> dict[Any, Any]:
    """Return ATTRIBUTIONS and REASONS of scores, what drives them, their base, and segments.

    Parameters
    ----------
    phrasing
        The model whose scores they are, and how its facts are said.
    X
        Features of the rows to explain, shape (n, k); of a task about items they may be made part
        after part. Contributions are never held of all.
    customers, items, cutoff
        Key of each row, shape (n,); no items for a task about customers, which alone has segments.
    """
    model, ideas = phrasing.model, phrasing.ideas
    size, base = np.zeros(len(ideas)), 0.0
    moved: list[Array] = []
    attributions, reasons = [], []
    for part in parts_of(len(X)):
        values, at = X[part], cutoff[part]
        keys = (customers[part], None if items is None else items[part], at)
        contributions, base = model.estimator.attribute(values)
        by = by_idea(phrasing.idea_of, len(ideas), contributions)
        size += np.abs(by).sum(axis=0)
        if items is None:
            moved.append(by)
        attributions.append(attribute(model, *keys, contributions))
        reasons.append(make_reasons(phrasing, *keys, tell(phrasing, values, contributions)))
    return {
        "drivers": shares_of(ideas, size),
        "base": base,
        "segments": _segments(phrasing, X, moved),
        ATTRIBUTIONS: pa.concat_tables(attributions),
        REASONS: pa.concat_tables(reasons),
    }


def _segments(phrasing: Phrasing, X: Array | Blocks, moved: list[Array]) -> list[Segment]:
    return (
        []
        if isinstance(X, Blocks) or not moved
        else find_segments(phrasing, X, np.concatenate(moved))
    )


def to_explain(frame: Frame, answer: Array) -> Array:
    """Return the rows of the items ranked first for each customer."""
    order = np.lexsort((frame.item, -answer, frame.customer))
    owner = frame.customer[order]
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return np.sort(order[rank < EXPLAINED])
