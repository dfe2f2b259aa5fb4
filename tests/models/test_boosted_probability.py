import numpy as np

from patron.models.boosted_classifier import BoostedClassifier
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
