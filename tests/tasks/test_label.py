from datetime import timedelta

import pytest

from patron.errors import CutoffError
from patron.tasks import check_over, make_labels
from patron.tasks.churn import Churn

TASK = Churn(name="churn", horizon=timedelta(days=30))


def test_each_cutoff_has_rows_of_its_own(history_of, day):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-02-10"}, {"at": "2024-06-01"})
    told = make_labels(history, TASK, [day("2024-01-15"), day("2024-02-15")]).to_pylist()
    assert [(row["cutoff"].month, row["label"]) for row in told] == [(1, 0.0), (2, 1.0)]
    assert make_labels(history, TASK, []).num_rows == 0


def test_a_window_is_over_when_the_history_reaches_its_end(history_of, day):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-02-10"})
    check_over(history, TASK, day("2024-01-11"))
    with pytest.raises(CutoffError, match=r"churn at 2024-01-12T00:00:00 .* the last 1\.0 of them"):
        check_over(history, TASK, day("2024-01-12"))


def test_what_the_company_sent_does_not_finish_a_window(history_of, day):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-06-01", "actor": "company"})
    with pytest.raises(CutoffError, match="have not happened yet"):
        make_labels(history, TASK, [day("2024-01-02")])
