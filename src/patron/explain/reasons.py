"""Say in words why a score is what it is: grouped by idea, each with the fact behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from patron.explain.phrasing import Phrasing
from patron.schema import REASONS, TEXT, TIME, WHOLE

# A reason that moves a score by less than this share of all that moved it is not told.
WORTH_TELLING = 0.02

Array = np.ndarray[Any, Any]


class Reason(NamedTuple):
    """One business idea, how far it moved the score (in its unit), and the fact in words."""

    idea: str
    contribution: float
    sentence: str


@dataclass(frozen=True)
class Told:
    """The reasons of n rows, one element a reason, in order of rows and ranks.

    Parameters
    ----------
    row, rank
        Number of the row, and the reason's place from 1.
    idea
        Number of the idea in `ideas`.
    contribution
        How far the score moved with the idea.
    feature, value
        Number of the feature that gives the fact, and its value.
    sentence
        The reason in words.
    """

    row: Array
    rank: Array
    idea: Array
    contribution: Array
    feature: Array
    value: Array
    sentence: Sequence[str]
    ideas: Sequence[str]


def tell(phrasing: Phrasing, X: Array, contributions: Array, most: int = 3) -> Told:
    """Return the main reasons of each row, strongest first.

    The contributions of an idea's features are added up; the feature that moved most in the
    idea's direction gives the fact. The words state what is the case and how the score moved
    with it; they do not claim that one causes the other.

    Parameters
    ----------
    phrasing
        Says the facts, and knows what the columns are.
    X, contributions
        Values and contributions, shape (n, k).
    most
        Reasons a row.
    """
    from patron.explain.strongest import find_strongest

    ideas = phrasing.ideas
    found = find_strongest(
        contributions, phrasing.idea_of, len(ideas), min(most, len(ideas)), WORTH_TELLING
    )
    row, place = np.nonzero(found[0] >= 0)
    idea, contribution, feature = (part[row, place] for part in found)
    return Told(
        row=row,
        rank=place + 1,
        idea=idea,
        contribution=contribution,
        feature=feature,
        value=X[row, feature],
        sentence=phrasing.sentences(X, row, feature, contribution),
        ideas=ideas,
    )


def reasons_of(
    phrasing: Phrasing, X: Array, contributions: Array, most: int = 3
) -> list[list[Reason]]:
    """Return what `tell` tells, as a list for each row."""
    told = tell(phrasing, X, contributions, most)
    found: list[list[Reason]] = [[] for _ in range(len(X))]
    for row, idea, contribution, sentence in zip(
        told.row.tolist(),
        told.idea.tolist(),
        told.contribution.tolist(),
        told.sentence,
        strict=True,
    ):
        found[row].append(Reason(told.ideas[idea], contribution, sentence))
    return found


def make_reasons(
    phrasing: Phrasing, customers: Array, items: Array | None, cutoff: Array, told: Told
) -> pa.Table:
    """Return the REASONS table of rows whose reasons `tell` told."""
    n = len(told.row)
    names = np.array([feature.name for feature in phrasing.features], dtype=object)
    ideas = np.array(told.ideas, dtype=object)
    return REASONS.check(
        pa.table(
            {
                "customer_id": pa.array(customers[told.row], TEXT),
                "item": pa.nulls(n, TEXT) if items is None else pa.array(items[told.row], TEXT),
                "cutoff": pa.array(cutoff[told.row]).cast(TIME),
                "task": pa.array([phrasing.model.task] * n, TEXT),
                "rank": pa.array(told.rank, WHOLE),
                "idea": pa.array(ideas[told.idea], TEXT),
                "contribution": told.contribution,
                "feature": pa.array(names[told.feature], TEXT),
                "value": pa.array(told.value, mask=np.isnan(told.value)),
                "sentence": pa.array(told.sentence, TEXT),
            }
        )
    )
