"""Learn how soon customers buy, or end their contracts."""

from typing import Any

import numpy as np

from patron.history import MICROSECONDS_A_DAY, History, micros
from patron.models.timing import Timing, fit_timing, steps
from patron.tasks import Task
from patron.tasks.churn import Churn
from patron.training.frame import Frame

Array = np.ndarray[Any, Any]

# Below this nothing is learnt; above that, rows of customers drawn at random are as good as all.
FEWEST, MOST = 100, 30_000


def learn_timing(
    history: History, task: Task, columns: tuple[str, ...], learnt: Frame, seed: int
) -> Timing | None:
    """Return when the event of a churn task comes, or None of another task or of too few events.

    Parameters
    ----------
    columns
        Features, in the order in which the model sees them.
    learnt
        Rows whose horizons are over by the cutoff that judges.
    seed
        Of the draw where there are many.
    """
    if not isinstance(task, Churn):
        return None
    rows = learnt.sample(MOST, seed)
    wait = days_until(history, task, rows)
    happened = np.isfinite(wait)
    if np.count_nonzero(happened) < FEWEST:
        return None
    shorter = tuple(length.total_seconds() / 86_400 for length in task.horizons)
    edges = steps(task.horizon.total_seconds() / 86_400, shorter)
    X = rows.matrix(columns)[happened]
    return fit_timing(X, wait[happened], edges, shorter, task.ends_with is not None)


def days_until(history: History, task: Churn, rows: Frame) -> Array:
    """Return the days from each row's lead until the event, shape (n,); NaN where it stays out."""
    found, told = np.full(len(rows), np.nan), history.of_kinds(task.kinds)
    for cutoff in np.unique(rows.cutoff):
        at = np.flatnonzero(rows.cutoff == cutoff)
        begin = int(cutoff) + micros(task.lead)
        who = rows.customer[at]
        persons = history.persons[who] if len(history.former) else who
        first = task.first_event(told.after(begin, task.horizon))[persons]
        found[at] = (first - begin) / MICROSECONDS_A_DAY
    return found
