"""How far features and scores have moved from what a model learnt from."""

from typing import Any

import numpy as np

from patron.models.metrics import stability
from patron.models.review import Moved
from patron.tasks.cutoffs import last_midnight
from patron.training.frame import Frame, make_frame
from patron.training.review.case import MOST_ROWS, Case

Array = np.ndarray[Any, Any]


def moved(case: Case) -> tuple[tuple[Moved, ...], Moved]:
    """Return the drift of each feature and of the score: of the judged window, and of today.

    Today is the last day of the history, whose answers nobody knows yet. It is looked at for
    tasks about customers; whose items would be ranked is known at the scoring only.
    """
    columns = list(case.model.columns)
    frames = [case.past, case.rows, *_today(case)]
    units = [len(np.unique(frame.customer)) for frame in frames]
    looks = len(columns) + 1

    def drift(name: str, values: list[Array]) -> Moved:
        found = [
            stability(values[0], later, (units[0], many), looks=looks)
            for later, many in zip(values[1:], units[1:], strict=True)
        ]
        return Moved(name, found[0], found[1] if len(found) > 1 else None)

    answers = [case.model.estimator.answer(frame.matrix(columns)) for frame in frames]
    features = [drift(name, [frame.columns[name] for frame in frames]) for name in columns]
    strongest = sorted(features, key=lambda one: -(one.now or one.judged).psi)
    return tuple(strongest), drift("score", answers)


def _today(case: Case) -> list[Frame]:
    if case.about_items:
        return []
    history, now = case.history, last_midnight(case.history)
    if len(history.customers) > MOST_ROWS:
        share = MOST_ROWS / len(history.customers)
        drawn = np.random.default_rng(case.seed).random(len(history.customers)) < share
        history = history.where(drawn[history.owner])
    return [make_frame(history, case.task, case.used, [now], labelled=False)]
