"""Answers about rows of features that come with the question: no customer, and no store."""

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np

from patron.live.event import LARGEST
from patron.models.model import band_of
from patron.service.case import CHURN, LIFETIME_VALUE
from patron.service.champions import Champion, Champions
from patron.service.problems import NotFit
from patron.service.questions import MOST_ROWS, Given
from patron.service.records import GivenChurn, GivenLifetimeValue

# What is wrong with the rows is told of so many values.
MOST_TOLD = 20
NO_EVENTS = "are of a customer; a row of features has none"
NO_ROWS = (
    f"must be an object with a number or null by feature, or a list of 1 to {MOST_ROWS:,} such"
)
NO_ROW = "must be an object with a number or null by feature"
# Of larger ones than what is told of events may hold, sums and powers need not be numbers.
NO_NUMBER = f"must be a number from -{LARGEST:g} to {LARGEST:g}, or null where it is not known"


def given_churn(champions: Champions, question: Given) -> list[GivenChurn]:
    """Return how likely it is that somebody of whom this is known stays away, of each row.

    Raises
    ------
    NotFit
        If the rows are none, name a feature that the model has not, or hold what is no number.
    """
    champion, rows = champions.by_kind[CHURN], _rows(question)
    X = matrix_of(champion, rows)
    answer = champion.model.estimator.answer(X)
    return [
        GivenChurn(**shared, score=100 * shared["probability"])
        for shared in _shared(champions, champion, rows, answer, "probability")
    ]


def given_lifetime_value(champions: Champions, question: Given) -> list[GivenLifetimeValue]:
    """Return what somebody of whom this is known is expected to bring; see `given_churn`."""
    champion, rows = champions.by_kind[LIFETIME_VALUE], _rows(question)
    X = matrix_of(champion, rows)
    answer = champion.model.estimator.answer(X)
    interval = champion.model.estimator.interval(X, answer)
    ends = [(None, None)] * len(X) if interval is None else interval.tolist()
    return [
        GivenLifetimeValue(
            **shared, score=shared["percentile"], low=low, high=high, currency=champions.currency
        )
        for shared, (low, high) in zip(
            _shared(champions, champion, rows, answer, "value"), ends, strict=True
        )
    ]


def matrix_of(champion: Champion, rows: Sequence[Mapping[str, Any]]) -> np.ndarray:
    """Return rows as the model takes them, NaN where a feature is null or left out.

    Raises
    ------
    NotFit
        If a row names a feature that the model has not, or holds what is no number.
    """
    places, wrong = champion.places, []
    X = np.full((len(rows), len(places)), np.nan)
    for number, row in enumerate(rows):
        for name, value in row.items():
            place = places.get(name)
            if place is None:
                wrong.append((_field(rows, number, name), _no_feature(name, places)))
            elif value is not None and not _is_number(value):
                wrong.append((_field(rows, number, name), NO_NUMBER))
            elif value is not None:
                X[number, place] = value
    if wrong:
        raise NotFit(wrong[:MOST_TOLD])
    return X


def _rows(question: Given) -> Sequence[Mapping[str, Any]]:
    if told := [name for name in ("events", "without") if getattr(question, name)]:
        raise NotFit([(name, NO_EVENTS) for name in told])
    given = question.features
    if isinstance(given, dict):
        return [given]
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ROWS:
        raise NotFit([("features", NO_ROWS)])
    wrong = [number for number, row in enumerate(given) if not isinstance(row, dict)]
    if wrong:
        raise NotFit([(f"features.{number}", NO_ROW) for number in wrong[:MOST_TOLD]])
    return given


def _shared(
    champions: Champions,
    champion: Champion,
    rows: Sequence[Mapping[str, Any]],
    answer: np.ndarray,
    name: str,
) -> list[dict[str, Any]]:
    """Return what the answers about rows have in common, with the answer itself by its name."""
    model = champion.model
    answered = zip(rows, answer.tolist(), model.percentile(answer).tolist(), strict=True)
    return [
        {
            "task": model.task,
            "percentile": None if math.isnan(at) else at,
            "band": band_of(at),
            "horizon_days": model.horizon_days,
            "model": champion.name,
            "bundle": champions.version,
            "missing": [column for column in model.columns if row.get(column) is None],
            name: value,
        }
        for row, value, at in answered
    ]


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= LARGEST


def _field(rows: Sequence[Mapping[str, Any]], number: int, name: str) -> str:
    return f"features.{name}" if len(rows) == 1 else f"features.{number}.{name}"


def _no_feature(name: str, places: Mapping[str, int]) -> str:
    close = get_close_matches(name[:100], list(places), n=1)
    nearest = close[0] if close else next(iter(places), "none")
    hint = f"did you mean {nearest}?" if close else f"it has {len(places)}, such as {nearest}"
    return f"the model has no such feature; {hint}"
