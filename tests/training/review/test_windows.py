from itertools import pairwise

from patron.features.compute import moment
from patron.history import micros
from patron.training.review.windows import windows


def test_windows_rise_do_not_overlap_and_end_with_the_judged_one(case):
    found = windows(case)
    starts = [one.cutoff for one in found]
    assert starts == sorted(starts)
    assert starts[-1] == moment(int(case.test.cutoff[0]))
    assert all(b - a >= case.task.reach for a, b in pairwise(starts))
    assert [one.is_own for one in found] == [False] * (len(found) - 1) + [True]
    assert len(found) > 1


def test_the_judged_window_is_told_of_the_model_itself(case):
    own = windows(case)[-1]
    assert own.model.value == case.graded.metrics["auc"]
    assert own.base == case.test.label.mean()


def test_an_earlier_window_learns_from_what_was_over_by_then(case):
    for window in windows(case)[:-1]:
        over = case.learnt.cutoff + micros(case.task.reach) <= micros(window.cutoff)
        assert window.learnt == over.sum()
