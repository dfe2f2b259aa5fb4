"""At which moments a model learns, is calibrated and is judged."""

from dataclasses import dataclass
from datetime import timedelta

from patron.errors import CutoffError
from patron.history import MICROSECONDS_A_DAY, History, micros
from patron.tasks.base import Task


@dataclass(frozen=True)
class Cutoffs:
    """Moments of prediction in microseconds; the label windows of the three parts are disjoint.

    Parameters
    ----------
    train
        Cutoffs that the estimator learns from, rising. Their windows may overlap each other.
    later
        Cutoff of the window that stops and calibrates it.
    test
        Cutoff of the window that judges it; nothing is chosen on it.
    """

    train: tuple[int, ...]
    later: int
    test: int


def last_midnight(history: History) -> int:
    """Return the start (UTC) of the last day of the history: the newest moment to predict from."""
    return history.end // MICROSECONDS_A_DAY * MICROSECONDS_A_DAY


def newest_cutoffs(history: History, task: Task) -> tuple[int, ...]:
    """Return the training cutoffs that lie as late as the judging window lets them, rising.

    They are as many as those of `choose_cutoffs` and end with its `later`. A model whose making
    is settled learns anew from them, so that it does not answer from what held a horizon ago.
    """
    every = micros(task.every or task.horizon)
    later = choose_cutoffs(history, task).later
    earliest = history.start + micros(task.reach)
    found = [later - number * every for number in range(task.cutoffs)]
    return tuple(sorted(cutoff for cutoff in found if cutoff >= earliest))


def choose_cutoffs(history: History, task: Task) -> Cutoffs:
    """Return the cutoffs of a task: the newest window judges, the one before it calibrates.

    Raises
    ------
    CutoffError
        If the history is too short: it needs some past, a training window, a window to
        calibrate and one to judge.
    """
    reach = micros(task.reach)
    every = micros(task.every or task.horizon)
    test = last_midnight(history) - reach
    later = test - reach
    newest = later - reach
    train = [newest - number * every for number in range(task.cutoffs)]
    usable = sorted(cutoff for cutoff in train if cutoff >= history.start + reach)
    if not usable:
        days = (history.end - history.start) / MICROSECONDS_A_DAY
        longest = timedelta(days=int(days / 4))
        raise CutoffError(
            f"{task.name}: its horizon of {task.reach.days} days needs a history of at least "
            f"{4 * task.reach.days} days (past, train, calibrate, judge), but there are "
            f"{days:.0f}. Choose a horizon of at most {longest.days} days, or add older data."
        )
    return Cutoffs(tuple(usable), later, test)
