"""Answer a task's question where the answer is known."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from patron.errors import CutoffError
from patron.history import MICROSECONDS_A_DAY, History, micros
from patron.schema import LABELS, TIME
from patron.tasks.base import Task
from patron.tasks.truth import true_answers


def check_over(history: History, task: Task, cutoff: int) -> None:
    """Raise CutoffError unless lead and horizon after a cutoff (microseconds) are over."""
    missing = (cutoff + micros(task.reach) - history.end) / MICROSECONDS_A_DAY
    if missing > 0:
        when = np.datetime64(cutoff // 1_000_000, "s")
        raise CutoffError(
            f"{task.name} at {when} needs {task.reach.days} days of history after it, "
            f"but the last {missing:.1f} of them have not happened yet."
        )


def make_labels(history: History, task: Task, cutoffs: Iterable[int]) -> pa.Table:
    """Return the LABELS table of one task at the cutoffs (microseconds).

    The customers are those there were at the cutoff, the answers those of the people they are;
    see `patron.tasks.truth`.

    Raises
    ------
    CutoffError
        If the horizon after a cutoff is not over yet, so that its labels would be taken from
        an unfinished window.
    """
    cutoffs = list(cutoffs)
    for cutoff in cutoffs:
        check_over(history, task, cutoff)
    return make_labels_of_part(history, task, cutoffs)


def make_labels_of_part(part: History, task: Task, cutoffs: Iterable[int]) -> pa.Table:
    """Return the LABELS of some customers of a history of whose end the caller knows.

    The last row of a part says nothing about how far the whole history reaches, so nothing is
    checked here.
    """
    customers, items, labels, times = [], [], [], []
    for cutoff in cutoffs:
        asked = task.population(part.upto(cutoff), cutoff)
        true = true_answers(part, task, asked, cutoff)
        customers.append(true.customer)
        items.append(true.item)
        labels.append(true.label)
        times.append(np.full(len(true.label), cutoff))
    if not customers:
        return LABELS.empty()
    names = np.array([*part.names[getattr(task, "level", "item")], None], dtype=object)
    return LABELS.check(
        pa.table(
            {
                "customer_id": pa.array(part.customers[np.concatenate(customers)], pa.string()),
                "item": pa.array(names[np.concatenate(items)], pa.string()),
                "cutoff": pa.array(np.concatenate(times)).cast(TIME),
                "label": np.concatenate(labels),
            }
        )
    )
