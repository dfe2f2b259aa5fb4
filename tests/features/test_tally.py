from datetime import UTC, datetime

import numpy as np

from patron.features import Tally
from patron.features.tally import tally


def test_rows_are_of_those_of_whom_something_was_known(history_of, day):
    history = history_of({"who": "ann", "at": "2024-01-05"}, {"who": "bob", "at": "2024-01-01"})
    cutoffs = [day("2024-01-02"), day("2024-01-06")]
    [(number, told)] = tally(history, history.groups("customer"), [Tally("count")], cutoffs)
    assert history.customers[number].tolist() == ["ann", "bob", "bob"]
    assert told.cutoffs.tolist() == [cutoffs[1], *cutoffs]
    assert told[Tally("count")].tolist() == [1.0, 1.0, 1.0]


def test_attributes_are_those_known_at_each_rows_cutoff(history_of, day):
    facts = [("ann", "plan", "pro", datetime(2024, 1, 4, tzinfo=UTC))]
    history = history_of({"at": "2024-01-01"}, facts=facts)
    cutoffs = [day("2024-01-03"), day("2024-01-04")]
    [(_, told)] = tally(history, history.groups("customer"), [], cutoffs)
    assert told.attribute("plan").tolist() == [None, "pro"]
    assert told.attribute("colour").tolist() == [None, None]


def test_no_groups_make_no_rows(history_of, day):
    history = history_of()
    told = list(tally(history, history.groups("customer"), [Tally("count")], [day("2024-01-01")]))
    assert sum(len(number) for number, _ in told) == 0
    assert np.all([len(one.cutoffs) == 0 for _, one in told])
