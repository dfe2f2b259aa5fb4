"""Segments of customers by their reasons -> what the report tells of them, as plain values."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.explain import Phrasing, Segment


def told_segments(
    segments: Sequence[Segment], phrasing: Phrasing, own: pa.Table, scores: pa.Table
) -> list[dict[str, Any]]:
    """Return how many each segment has, their mean score, what is at stake, ideas and rule.

    Parameters
    ----------
    segments
        Of the customers of `own`, in their order.
    phrasing
        Says how far an idea moved the scores.
    own
        SCORES of the task.
    scores
        SCORES of all tasks, for the value that is at stake where the task is churn.
    """
    score = own["score"].to_numpy()
    stake = score * _values(own["customer_id"], scores) if phrasing.model.kind == "churn" else None
    return [
        {
            "customers": int(one.members.sum()),
            "mean": float(score[one.members].mean()),
            "stake": None if stake is None else float(stake[one.members].sum()),
            "ideas": [[idea, phrasing.move(size)] for idea, size in one.ideas],
            "rule": one.rule,
            "within": one.within,
            "caught": one.caught,
        }
        for one in segments
    ]


def _values(customers: pa.ChunkedArray, scores: pa.Table) -> np.ndarray:
    """Return the expected value of each customer; a loss, or none known, counts as nought."""
    worth = scores.filter(pc.equal(scores["task"], "lifetime_value"))
    places = pc.index_in(customers, worth["customer_id"].combine_chunks())
    found = worth["score"].take(places.combine_chunks())
    return np.asarray(np.maximum(pc.fill_null(found, 0.0).to_numpy(), 0.0))
