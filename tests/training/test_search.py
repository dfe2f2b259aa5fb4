import sys

import numpy as np
import pytest

from patron.history import MICROSECONDS_A_DAY as DAY
from patron.training import make_frame, search
from patron.training.search import fit

COLUMNS = ["days", "purchases"]


@pytest.fixture
def frames(history, task, features):
    at = history.start + 100 * DAY
    return [make_frame(history, task, features, cutoffs) for cutoffs in ([at], [at + 20 * DAY])]


def test_without_trials_the_parameters_of_the_file_stay(spec, task, frames):
    assert search(spec, task, COLUMNS, *frames, trials=0, seed=0) == ({}, [])


def test_the_first_trial_is_the_file_and_the_best_is_never_worse(spec, task, frames):
    best, tried = search(spec, task, COLUMNS, *frames, trials=4, seed=0)
    assert [trial["trial"] for trial in tried] == [0, 1, 2, 3]
    done = [trial for trial in tried if trial["state"] == "COMPLETE"]
    chosen = min(done, key=lambda trial: trial["loss"])
    assert {name: chosen[name] for name in best} == best
    assert set(best) == set(spec.estimator_class().search_space())
    space, first = spec.estimator_class().search_space(), spec.make_estimator()
    for name, bounds in space.items():
        if bounds.low <= getattr(first, name) <= bounds.high:
            assert tried[0][name] == getattr(first, name)
        assert all(bounds.low <= trial[name] <= bounds.high for trial in tried)


def test_the_same_seed_tries_the_same(spec, task, frames):
    tried = [search(spec, task, COLUMNS, *frames, trials=3, seed=seed)[1] for seed in (0, 0, 1)]
    assert tried[0] == tried[1] != tried[2]


def test_a_trial_worse_than_the_others_is_given_up(spec, task, frames, monkeypatch, caplog):
    caplog.set_level("INFO", "patron.training.search")
    losses = iter([0.1] * 5 + [9.0] * 3)
    rounds = []

    def slowly(estimator, task, columns, train, later, watch=None):
        loss = next(losses)
        for step in range(10, 200, 10):
            watch(step, loss)
        rounds.append(loss)

    # The package's verb of that name hides the module.
    monkeypatch.setattr(sys.modules["patron.training.search"], "fit", slowly)
    best, tried = search(spec, task, COLUMNS, *frames, trials=8, seed=0)
    assert [trial["state"] for trial in tried] == ["COMPLETE"] * 5 + ["PRUNED"] * 3
    assert rounds == [0.1] * 5
    told = [record.getMessage() for record in caplog.records]
    assert told[4:6] == [
        "search churn: trial 5 of 8, loss 0.10000",
        "search churn: trial 6 of 8, given up, as it was behind the others",
    ]
    assert best == {name: tried[0][name] for name in best}


def test_fitting_learns_who_stays(spec, task, frames):
    train, later = frames
    estimator = fit(spec.make_estimator(), task, COLUMNS, train, later)
    answer = estimator.answer(later.matrix(COLUMNS))
    assert answer[later.label == 1].mean() > answer[later.label == 0].mean() + 0.1
    assert np.all((answer >= 0) & (answer <= 1))
