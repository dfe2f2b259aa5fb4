"""Pairs of past and later windows, in the order of time, for a search to look at."""

from patron.history import micros
from patron.tasks import Task
from patron.training.frame import Frame

Fold = tuple[Frame, Frame]


def make_folds(task: Task, train: Frame, later: Frame, windows: int) -> list[Fold]:
    """Return rows to learn from and rows of a later window, the last pair being those given.

    The other later windows lie one horizon each before the one given, at train cutoffs; what is
    learnt from was over by then. There are fewer where the train cutoffs do not reach so far.

    Parameters
    ----------
    train, later
        Rows of the train cutoffs, and of the window after them.
    windows
        Most later windows, 1 or more.
    """
    folds = [(train, later)]
    cutoffs = sorted(set(train.cutoff.tolist()))
    at, horizon = int(later.cutoff[0]), micros(task.reach)
    for _ in range(windows - 1):
        at -= horizon
        before = [cutoff for cutoff in cutoffs if cutoff + horizon <= at]
        if at not in cutoffs or not before:
            break
        folds.insert(0, (train.at(before), train.at([at])))
    return [(past, ahead) for past, ahead in folds if not _alike(past) and not _alike(ahead)]


def _alike(frame: Frame) -> bool:
    return bool((frame.label == frame.label[0]).all())
