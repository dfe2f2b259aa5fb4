import sys

import numpy as np
import pytest

from patron.models import ModelSpec
from patron.models.column import Column
from patron.models.logistic import Logistic
from patron.tasks.lifetime_value import LifetimeValue
from patron.training.fitted import fit_model
from patron.training.frame import make_frame
from patron.training.total import forecast_total


@pytest.fixture
def worth(task):
    return LifetimeValue(name="lifetime_value", horizon=task.horizon, cutoffs=3)


@pytest.fixture
def money():
    return ModelSpec(
        task="lifetime_value",
        estimator="hurdle_regressor",
        params={"trees": 20, "leaves": 3, "smallest_leaf": 5, "threads": 1},
        against=(Column(name="popularity", column="purchases", missing=0),),
    )


def test_the_model_learns_in_the_end_from_all_that_is_over(history, task, features, spec):
    fitted = fit_model(history, task, features, spec, trials=0, seed=0)
    assert np.unique(fitted.learnt.cutoff).tolist()[-1] == fitted.cutoffs.later
    assert fitted.learnt.cutoff.max() < fitted.test.cutoff.min() == fitted.cutoffs.test


def test_a_probability_has_two_windows_and_each_learns_from_what_was_over_by_then(
    history, task, features, spec, monkeypatch
):
    seen = []

    def fit(estimator, task, columns, train, later, watch=None):
        seen.append((sorted({*train.cutoff.tolist()}), {*later.cutoff.tolist()}))
        return learnt(estimator, task, columns, train, later, watch)

    module = sys.modules["patron.training.fitted"]
    learnt = module.fit
    monkeypatch.setattr(module, "fit", fit)
    cutoffs = fit_model(history, task, features, spec, trials=0, seed=0).cutoffs
    *old, newest = cutoffs.train
    assert seen == [([*old, newest], {cutoffs.later}), (old, {newest})]


def test_a_single_column_answers_beside_the_trees_only_where_answers_are_rare(
    history, task, features, spec, monkeypatch
):
    enough = fit_model(history, task, features, spec, trials=0, seed=0)
    rare = int(enough.learnt.label.sum())
    assert enough.estimator.stack_.formulas == ()
    # Now each of the two features would need as many as there are.
    monkeypatch.setattr(sys.modules["patron.training.fitted"], "ENOUGH_A_FEATURE", rare)
    scarce = fit_model(history, task, features, spec, trials=0, seed=0)
    (member,) = scarce.estimator.stack_.members
    assert member.formula == Logistic(name="recency rule", of=("days",))
    assert member.weight > 0


def test_money_adds_up_to_the_total_that_is_expected(history, worth, features, money):
    fitted = fit_model(history, worth, features, money, trials=0, seed=0)
    expected = forecast_total(fitted.learnt, fitted.test, money.against, 20)
    answers = fitted.estimator.answer(fitted.test.matrix(fitted.columns))
    assert answers.sum() == pytest.approx(expected)


def test_what_follows_the_judging_cutoff_changes_no_answer(history, worth, features, money):
    fitted = fit_model(history, worth, features, money, trials=0, seed=0)
    kept = (history.occurred_at <= fitted.cutoffs.test) | (history.owner % 2 == 0)
    other = fit_model(history.where(kept), worth, features, money, trials=0, seed=0)
    frame = make_frame(history, worth, features, [fitted.cutoffs.test])
    X = frame.matrix(fitted.columns)
    assert other.cutoffs == fitted.cutoffs
    np.testing.assert_array_equal(other.estimator.answer(X), fitted.estimator.answer(X))
    np.testing.assert_array_equal(other.estimator.interval(X), fitted.estimator.interval(X))


def test_of_very_many_rows_some_are_learnt_from_and_some_watched(
    history, worth, features, money, monkeypatch
):
    seen = []

    def fit(estimator, task, columns, train, later, watch=None):
        seen.append((len(train), len(later)))
        return learnt(estimator, task, columns, train, later, watch)

    module = sys.modules["patron.training.fitted"]
    learnt = module.fit
    monkeypatch.setattr(module, "fit", fit)
    whole = fit_model(history, worth, features, money, trials=0, seed=0)
    monkeypatch.setattr(module, "MOST_ROWS", 60)
    monkeypatch.setattr(module, "MOST_WATCHED", 60)
    some = fit_model(history, worth, features, money, trials=0, seed=0)
    assert 30 < seen[1][0] < 90 < seen[0][0]
    assert 30 < seen[1][1] < seen[0][1]
    assert 30 < len(some.learnt) < 90 < len(whole.learnt)
