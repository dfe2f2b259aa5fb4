"""Say how much each feature moved each score."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from patron.models import Model
from patron.schema import ATTRIBUTIONS, TEXT, TIME


def attribute(
    model: Model,
    customers: np.ndarray,
    items: np.ndarray | None,
    cutoff: np.ndarray,
    contributions: np.ndarray,
    most: int = 10,
) -> pa.Table:
    """Return the ATTRIBUTIONS of the scores: of each, the features that moved it most.

    Parameters
    ----------
    customers, items, cutoff
        Key of each row, shape (n,).
    contributions
        As the model's estimator attributes them, shape (n, k).
    most
        Features kept a row; those that did not move the score at all are left out too.
    """
    most = min(most, contributions.shape[1])
    strongest = np.argsort(-np.abs(contributions), axis=1, kind="stable")[:, :most]
    row = np.repeat(np.arange(len(contributions)), most)
    column = strongest.ravel()
    value = contributions[row, column]
    moved = value != 0
    row, column, value = row[moved], column[moved], value[moved]
    names = np.array(model.columns, dtype=object)
    n = len(row)
    return ATTRIBUTIONS.check(
        pa.table(
            {
                "customer_id": pa.array(customers[row], TEXT),
                "item": pa.nulls(n, TEXT) if items is None else pa.array(items[row], TEXT),
                "cutoff": pa.array(cutoff[row]).cast(TIME),
                "task": pa.array([model.task] * n, TEXT),
                "feature": pa.array(names[column], TEXT),
                "contribution": value,
            }
        )
    )


def drivers(
    ideas: Mapping[str, str], columns: tuple[str, ...], contributions: np.ndarray
) -> dict[str, float]:
    """Return each idea's share (0 to 1) of the mean absolute contribution, largest first.

    Contributions of one idea are added up before their size is taken, so that features which
    say the same with opposite signs do not look stronger than they are.

    Parameters
    ----------
    ideas
        Idea by feature.
    columns
        Feature of each column of `contributions`.
    """
    names = list(dict.fromkeys(ideas[column] for column in columns))
    sizes = by_idea([names.index(ideas[column]) for column in columns], len(names), contributions)
    return shares_of(names, np.abs(sizes).sum(axis=0))


def shares_of(ideas: Sequence[str], size: np.ndarray) -> dict[str, float]:
    """Return each idea's share of all sizes, largest first.

    Parameters
    ----------
    size
        Sum or mean of the absolute contributions of each idea, shape (ideas,).
    """
    total = size.sum() or 1.0
    order = np.argsort(-size, kind="stable")
    return {ideas[place]: float(size[place] / total) for place in order}


def by_idea(
    idea_of: Sequence[int] | np.ndarray, ideas: int, contributions: np.ndarray
) -> np.ndarray:
    """Return the contributions added up by idea, shape (n, ideas)."""
    adding = np.zeros((contributions.shape[1], ideas))
    adding[np.arange(len(idea_of)), idea_of] = 1.0
    return contributions @ adding
