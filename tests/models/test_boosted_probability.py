import numpy as np

from patron.models.boosted_classifier import BoostedClassifier
from patron.models.logistic import Logistic
from patron.models.metrics import expected_calibration_error


def window(seed, base, n=4_000):
    """Return features and labels of a window in which the rate of a yes depends on `base`."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 3))
    return X, random.random(n) < 1 / (1 + np.exp(-(X[:, 0] + base)))


def test_calibration_follows_the_later_window_and_keeps_the_order():
    model = BoostedClassifier(trees=100, threads=1).fit(*window(0, base=-1))
    X, y = window(2, base=1)
    before = model.answer(X)
    model.calibrate(*window(1, base=1))
    after = model.answer(X)
    assert expected_calibration_error(y, before) > 0.3
    assert expected_calibration_error(y, after) < 0.05
    assert np.array_equal(np.argsort(before, kind="stable"), np.argsort(after, kind="stable"))


def test_calibration_on_labels_all_alike_changes_nothing():
    model = BoostedClassifier(trees=10, threads=1).fit(*window(0, base=0))
    X, _ = window(1, base=0)
    before = model.answer(X)
    assert np.array_equal(model.calibrate(X, np.zeros(len(X))).answer(X), before)


def test_a_probability_has_no_interval():
    model = BoostedClassifier(trees=2, threads=1).fit(*window(0, base=0))
    assert model.interval(np.zeros((2, 3))) is None


BOTH = Logistic(name="both", of=("a", "b"))


def learnt(seed=0, trees=20, formulas=(BOTH,)):
    X, y = window(seed, base=0, n=400)
    made = BoostedClassifier(trees=trees, threads=1).fit(X, y)
    return made.stand_beside(formulas, ["a", "b", "c"], 30.0, X, y, X)


def test_the_same_window_twice_says_what_it_says_once():
    X, y = window(1, base=0, n=400)
    once = learnt().calibrate(X, y).answer(X)
    twice = learnt().calibrate(X, y, [(learnt(), X, y)]).answer(X)
    np.testing.assert_allclose(twice, once, rtol=0.02)


def test_an_odd_window_does_not_rule():
    X, y = window(1, base=0, n=400)
    odd = np.random.default_rng(3).permutation(y)
    alone = learnt().calibrate(X, odd).answer(X)
    with_another = learnt().calibrate(X, odd, [(learnt(), *window(2, base=0, n=400))]).answer(X)
    usual = learnt().calibrate(X, y).answer(X)
    assert np.ptp(alone) < np.ptp(with_another) < np.ptp(usual)


def test_an_earlier_window_is_answered_by_its_own_estimator():
    X, y = window(1, base=0, n=400)
    before = window(2, base=0, n=400)
    by_itself = learnt().calibrate(X, y, [(learnt(), *before)])
    by_another = learnt().calibrate(X, y, [(learnt(seed=3), *before)])
    assert not np.allclose(by_itself.answer(X), by_another.answer(X))


def test_learning_anew_takes_the_mean_of_the_windows_rounds():
    X, y = window(1, base=0, n=400)
    model = learnt(trees=10).calibrate(X, y, [(learnt(trees=31), X, y)])
    assert model.trees_by_name_["score"].rounds == 10
    assert model.refit(X, y, X).trees_by_name_["score"].rounds == 20


def test_an_earlier_window_with_other_formulas_beside_the_trees_does_not_count():
    X, y = window(1, base=0, n=400)
    other = learnt(trees=40, formulas=()), *window(2, base=0, n=400)
    found = learnt().calibrate(X, y, [other])
    assert np.array_equal(found.answer(X), learnt().calibrate(X, y).answer(X))
    assert found.refit(X, y, X).trees_by_name_["score"].rounds == 20


def test_an_earlier_window_in_which_all_are_alike_does_not_count():
    X, y = window(1, base=0, n=400)
    found = learnt().calibrate(X, y, [(learnt(trees=40), X, np.ones(len(X)))])
    assert np.array_equal(found.answer(X), learnt().calibrate(X, y).answer(X))
