"""What became of the customers of a cutoff, whoever they are part of by now."""

import numpy as np

from patron.errors import CutoffError
from patron.history import History, micros
from patron.tasks.base import Answers, Task


def true_answers(history: History, task: Task, customers: np.ndarray, cutoff: int) -> Answers:
    """Return what was true of customers in ``(cutoff + lead, cutoff + lead + horizon]``.

    A label is about the person: that of a customer who has become part of another one since is
    the label of that one, and so of all that this person did.

    Parameters
    ----------
    customers
        Numbers of the customers asked about at the cutoff, rising.
    cutoff
        Microseconds since 1970.

    Raises
    ------
    CutoffError
        If a customer became part of one who is not in this part of the history.
    """
    if not len(history.former):
        return _true_of(history, task, customers, cutoff)
    asked = history.persons[customers]
    if (asked < 0).any():
        lost = history.customers[customers[asked < 0][0]]
        raise CutoffError(
            f"{task.name}: the customer {lost} became part of one who is not in this part of the "
            "history; hand over the rows of both."
        )
    persons, place = np.unique(asked, return_inverse=True)
    true = _true_of(history, task, persons, cutoff)
    # One person may have been several customers at the cutoff; each has the person's answers.
    order = np.argsort(place, kind="stable")
    many = np.bincount(place, minlength=len(persons))
    starts = np.append(0, np.cumsum(many))
    of = np.searchsorted(persons, true.customer)
    row = np.repeat(np.arange(len(of)), many[of])
    nth = np.arange(len(row)) - np.repeat(np.cumsum(many[of]) - many[of], many[of])
    customer = customers[order[starts[of[row]] + nth]]
    found = np.lexsort((true.item[row], customer))
    return Answers(customer[found], true.item[row][found], true.label[row][found])


def _true_of(history: History, task: Task, persons: np.ndarray, cutoff: int) -> Answers:
    moment = cutoff + micros(task.lead)
    concerned = task.concerned(history, persons, moment)
    return task.answer(history.after(moment, task.horizon), concerned)
