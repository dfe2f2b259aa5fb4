from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patron.errors import CutoffError
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.tasks import choose_cutoffs, last_midnight, newest_cutoffs
from patron.tasks.churn import Churn


def churn(horizon, every=None, cutoffs=6):
    length = timedelta(days=horizon)
    return Churn(
        name="churn", horizon=length, cutoffs=cutoffs, every=every and timedelta(days=every)
    )


def long(history_of, days):
    return history_of({"at": "2024-01-01"}, {"at": f"20{24 + days // 360}-06-01T18:00"})


def test_the_newest_window_judges_the_one_before_calibrates_and_older_ones_teach(history_of, day):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-05-30T18:00"})
    found = choose_cutoffs(history, churn(20, cutoffs=3))
    assert found.test == day("2024-05-10")
    assert found.later == day("2024-04-20")
    assert found.train == (day("2024-02-20"), day("2024-03-11"), day("2024-03-31"))
    assert last_midnight(history) == day("2024-05-30")


def test_the_newest_cutoffs_end_with_the_one_that_calibrates(history_of, day):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-05-30T18:00"})
    task = churn(20, every=10, cutoffs=3)
    assert newest_cutoffs(history, task) == (
        day("2024-03-31"),
        day("2024-04-10"),
        day("2024-04-20"),
    )
    assert newest_cutoffs(history, churn(20, cutoffs=99))[0] >= day("2024-01-21")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 200), st.integers(1, 300), st.integers(1, 12), st.integers(0, 1500))
def test_label_windows_of_the_three_parts_never_overlap(history_of, horizon, every, cutoffs, days):
    start = 19_000 * DAY
    history = _between(start, start + days * DAY + 5)
    task = churn(horizon, every, cutoffs)
    try:
        found = choose_cutoffs(history, task)
    except CutoffError:
        assert days < 4 * horizon + 1
        return
    length = horizon * DAY
    assert found.train[-1] + length <= found.later
    assert found.later + length <= found.test
    assert found.test + length <= history.end
    assert list(found.train) == sorted(set(found.train))
    assert len(found.train) <= cutoffs
    assert found.train[0] >= history.start + length


class _between:
    """A history of which only the ends are known."""

    def __init__(self, start, end):
        self.start, self.end = start, end


def test_too_short_a_history_says_how_long_it_must_be(history_of):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-04-10"})
    with pytest.raises(
        CutoffError,
        match=r"horizon of 30 days .* at least 120 days .* there are 100.* at most 25 days",
    ):
        choose_cutoffs(history, churn(30))


def test_a_lead_is_over_before_the_next_window_is_asked_about(history_of, day):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-05-30T18:00"})
    task = churn(20, cutoffs=1).model_copy(update={"lead": timedelta(days=10)})
    found = choose_cutoffs(history, task)
    assert (found.train, found.later, found.test) == (
        (day("2024-03-01"),),
        day("2024-03-31"),
        day("2024-04-30"),
    )
