"""Whether a model is good in one window only: its recipe in earlier ones."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np

from patron.errors import ModelError
from patron.features.compute import moment
from patron.history import micros
from patron.models import Answering
from patron.models.metrics import Interval
from patron.models.offer_ranker import OfferRanker
from patron.models.review import Window
from patron.training.frame import Frame
from patron.training.review.case import Case, Measures, says

Array = np.ndarray[Any, Any]

MOST_WINDOWS = 2
NOTHING = Interval(float("nan"), float("nan"), float("nan"))


def windows(case: Case) -> tuple[Window, ...]:
    """Return the decisive metric on the judged window and on earlier ones, the earliest first.

    On an earlier window a model answers that learnt anew, in as many rounds, from so many
    of the rows whose answers were known by then. How the trees are weighed with the
    formulas stays as it is.
    """
    earlier = [_earlier(case, cutoff) for cutoff in _cutoffs(case)]
    found = [window for window in earlier if window is not None]
    own = _measured(case, case.rows, case.answer, case.formula_answer)
    judged = _window(case.test.cutoff[0], len(case.rows), len(case.learnt), case.rows, own, True)
    return (*reversed(found), judged)


def _cutoffs(case: Case) -> Iterator[int]:
    """Yield the newest cutoffs learnt from whose windows do not overlap, the newest first."""
    reach, last = micros(case.task.reach), int(case.test.cutoff[0])
    given = 0
    for cutoff in np.unique(case.retold.cutoff)[::-1]:
        if given < MOST_WINDOWS and last - cutoff >= reach:
            given, last = given + 1, int(cutoff)
            yield int(cutoff)


def _earlier(case: Case, cutoff: int) -> Window | None:
    over = np.unique(case.retold.cutoff)
    past = case.retold.at(over[over + micros(case.task.reach) <= cutoff].tolist())
    rows = case.retold.at([cutoff])
    if not len(past) or len(np.unique(past.label > 0)) < 2 or len(np.unique(rows.label > 0)) < 2:
        return None
    answer = _learnt_anew(case, past, rows).answer(rows.matrix(case.model.columns))
    other = None
    if case.strongest is not None:
        try:
            other = says(case.strongest, case.task, past, rows)
        except ModelError:
            # So few rows teach some formulas nothing.
            other = None
    found = _measured(case, rows, answer, other)
    return _window(cutoff, len(rows), len(past), rows, found, False)


def _learnt_anew(case: Case, past: Frame, rows: Frame) -> Answering:
    """Return a copy of the model's estimator that learnt from `past` alone."""
    kind = type(case.model.estimator)
    copy = kind.from_files(case.model.estimator.files())
    columns = case.model.columns
    X, now = past.matrix(columns), rows.matrix(columns)
    if isinstance(copy, OfferRanker):
        return copy.refit(X, past.label, now, groups=past.groups)
    return copy.refit(X, past.label, now)


def _measured(
    case: Case, rows: Frame, answer: Array, other: Array | None
) -> tuple[Interval, Interval]:
    measures = Measures(case.task, rows, case.seed)
    decisive = measures.judge.decisive
    found = measures.interval(decisive, answer)
    return found, NOTHING if other is None else measures.interval(decisive, other)


def _window(
    cutoff: int,
    rows: int,
    learnt: int,
    frame: Frame,
    found: tuple[Interval, Interval],
    is_own: bool,
) -> Window:
    at: datetime = moment(int(cutoff))
    return Window(at, rows, learnt, float(frame.label.mean()), *found, is_own)
