"""Which features move a model's answers, how far, and in which direction."""

from typing import Any

import numpy as np

from patron.models.review import Strength
from patron.training.review.case import Case

Array = np.ndarray[Any, Any]

# Contributions are exact, but of so many rows; of the strongest features so many dots are drawn.
MOST_ROWS = 2_000
MOST_DRAWN = 6
MOST_DOTS = 200


def strengths(case: Case) -> tuple[Strength, ...]:
    """Return the features by the mean size of their contribution, the largest first."""
    random = np.random.default_rng(case.seed)
    many = min(MOST_ROWS, len(case.rows))
    drawn = np.sort(random.choice(len(case.rows), many, replace=False))
    X = case.rows.matrix(case.model.columns)[drawn].astype(np.float64)
    contributions, _ = case.model.estimator.attribute(X)
    size = np.abs(contributions).mean(axis=0)
    total = float(size.sum()) or 1.0
    order = np.argsort(-size, kind="stable")
    return tuple(
        Strength(
            case.model.columns[place],
            float(size[place]),
            float(size[place]) / total,
            _dots(X[:, place], contributions[:, place]) if rank < MOST_DRAWN else (),
        )
        for rank, place in enumerate(order)
    )


def _dots(values: Array, contributions: Array) -> tuple[tuple[float, float], ...]:
    known = np.flatnonzero(~np.isnan(values))[:MOST_DOTS]
    return tuple((float(values[row]), float(contributions[row])) for row in known)
