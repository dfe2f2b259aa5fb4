import numpy as np

from patron.history import MICROSECONDS_A_DAY as DAY
from patron.training.folds import make_folds
from patron.training.frame import Frame


def frame(*days):
    at = np.repeat(np.array(days) * DAY, 2)
    n, none = len(at), np.zeros(0, np.int64)
    return Frame(np.arange(n), np.full(n, -1), at, {}, np.tile([0.0, 1.0], n // 2), (none, none))


def days(one):
    return sorted(set((one.cutoff // DAY).tolist()))


def test_earlier_windows_are_learnt_from_what_was_over_by_then(task):
    # The task's horizon is 20 days.
    folds = make_folds(task, frame(10, 20, 30, 40, 60), frame(80), windows=3)
    assert [(days(past), days(ahead)) for past, ahead in folds] == [
        ([10, 20], [40]),
        ([10, 20, 30, 40], [60]),
        ([10, 20, 30, 40, 60], [80]),
    ]


def test_there_are_as_many_windows_as_the_cutoffs_reach(task):
    folds = make_folds(task, frame(40, 60), frame(80), windows=5)
    assert [(days(past), days(ahead)) for past, ahead in folds] == [
        ([40], [60]),
        ([40, 60], [80]),
    ]
    assert len(make_folds(task, frame(40, 60), frame(80), windows=1)) == 1


def test_a_window_in_which_all_are_alike_tells_nothing(task):
    train, later = frame(40, 60), frame(80)
    train.label[train.cutoff == 60 * DAY] = 1.0
    assert [days(ahead) for _, ahead in make_folds(task, train, later, windows=2)] == [[80]]
