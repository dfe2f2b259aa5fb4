"""Say in words why a score is what it is: grouped by idea, each with the fact behind it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from patron.explain.attribute import by_idea
from patron.features import Feature
from patron.models import Model
from patron.schema import REASONS

# A reason that moves a score by less than this share of all that moved it is not told.
WORTH_TELLING = 0.02


class Reason(NamedTuple):
    """One business idea, how far it moved the score (in its unit), and the fact in words."""

    idea: str
    contribution: float
    sentence: str


def reasons_of(
    features: Sequence[Feature], X: np.ndarray, contributions: np.ndarray, most: int = 3
) -> list[list[Reason]]:
    """Return the main reasons of each row, strongest first.

    The contributions of an idea's features are added up; the feature that moved most in the
    idea's direction gives the fact. The words state what is the case and how the score moved
    with it; they do not claim that one causes the other.

    Parameters
    ----------
    features
        What the columns are, in their order.
    X, contributions
        Values and contributions, shape (n, k).
    most
        Reasons a row.
    """
    names = list(dict.fromkeys(feature.idea for feature in features))
    idea_of = [names.index(feature.idea) for feature in features]
    moved = by_idea(idea_of, len(names), contributions)
    members = [np.flatnonzero(np.array(idea_of) == number) for number in range(len(names))]
    total = np.abs(moved).sum(axis=1)
    told = []
    for row, sizes in enumerate(moved):
        reasons = []
        for number in np.argsort(-np.abs(sizes), kind="stable")[:most]:
            if abs(sizes[number]) <= WORTH_TELLING * total[row]:
                break
            own = contributions[row, members[number]] * np.sign(sizes[number])
            feature = members[number][int(np.argmax(own))]
            sentence = features[feature].say(float(X[row, feature]))
            reasons.append(Reason(names[number], float(sizes[number]), sentence))
        told.append(reasons)
    return told


def make_reasons(
    model: Model,
    customers: np.ndarray,
    items: np.ndarray | None,
    cutoff: np.ndarray,
    told: Sequence[Sequence[Reason]],
) -> pa.Table:
    """Return the REASONS table of rows whose reasons `reasons_of` told."""
    rows = [
        {
            "customer_id": customers[row],
            "item": None if items is None else items[row],
            "cutoff": int(cutoff[row]),
            "task": model.task,
            "rank": rank,
            "idea": reason.idea,
            "contribution": reason.contribution,
            "sentence": reason.sentence,
        }
        for row, reasons in enumerate(told)
        for rank, reason in enumerate(reasons, start=1)
    ]
    return REASONS.of(rows)
