from datetime import timedelta

import numpy as np

from patron.history import MICROSECONDS_A_DAY as DAY
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.training import make_frame, train
from patron.training.timing import days_until, learn_timing


def churn(**fields):
    return Churn(name="churn", horizon=timedelta(days=20), **fields)


def test_days_are_counted_from_the_end_of_the_lead_to_the_first_purchase(history_of, day):
    buys = {"ann": ("02-01", "03-04", "03-08"), "bob": ("02-01", "03-12"), "cem": ("02-01",)}
    rows = [{"who": who, "at": f"2024-{at}"} for who, times in buys.items() for at in times]
    history = history_of(*rows, {"who": "end", "at": "2024-05-01"})
    frame = make_frame(history, churn(), [], [day("2024-03-02")])

    np.testing.assert_array_equal(days_until(history, churn(), frame), [2, 10, np.nan])
    later = days_until(history, churn(lead=timedelta(days=4)), frame)
    np.testing.assert_array_equal(later, [2, 6, np.nan])


def test_a_model_of_churn_tells_of_shorter_horizons_too(history, features, spec):
    task = churn(cutoffs=3, horizons=(timedelta(days=5), timedelta(days=10)))
    model = train(history, task, features, spec, trials=0, seed=0).model
    stored = type(model).from_files(model.files())
    X = make_frame(history, task, features, [history.end - 30 * DAY]).matrix(model.columns)
    event = stored.timing.event(stored.estimator.answer(X), X)
    soon, later = stored.timing.leaves(event).values()

    assert (soon >= later).all()
    assert (later >= stored.estimator.answer(X) - 1e-12).all()
    assert soon.mean() > later.mean()


def test_nothing_is_learnt_of_money_or_of_too_few(history, features, history_of, day):
    value = LifetimeValue(name="value", horizon=timedelta(days=20))
    few = history_of({"at": "2024-03-01"}, {"at": "2024-03-03"}, {"at": "2024-06-01"})
    frame = make_frame(few, churn(), [], [day("2024-03-02")])
    assert learn_timing(few, value, (), frame, 0) is None
    assert learn_timing(few, churn(), (), frame, 0) is None
