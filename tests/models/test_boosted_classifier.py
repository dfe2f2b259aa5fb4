import numpy as np
import pytest

from patron.models.boosted_classifier import BoostedClassifier
from patron.models.calibration import shift_to_rate, sigmoid
from patron.models.metrics import auc, expected_calibration_error

X = np.random.default_rng(0).normal(size=(300, 3))
YES = X[:, 0] > 0


def classifier(**params):
    return BoostedClassifier(**{"trees": 20, "threads": 1, **params})


def test_the_answer_is_the_probability_of_the_greater_class():
    model = classifier().fit(X, np.where(YES, "stays", "leaves"))
    assert model.classes_.tolist() == ["leaves", "stays"]
    assert (
        model.answer(np.array([[3.0, 0, 0]]))[0] > 0.5 > model.answer(np.array([[-3.0, 0, 0]]))[0]
    )
    assert np.array_equal(model.predict_proba(X)[:, 1], model.answer(X))
    assert model.predict(np.array([[3.0, 0, 0], [-3.0, 0, 0]])).tolist() == ["stays", "leaves"]


def test_later_labels_have_the_names_of_the_classes():
    seen = {}
    names = np.where(YES, "stays", "leaves")
    classifier().fit(X, names, later=(X, names), watch=seen.__setitem__)
    assert seen[20] < seen[10] < np.log(2)


def test_classes_are_stored_with_their_type():
    for y in (YES, YES.astype(int), np.where(YES, "b", "a")):
        model = classifier().fit(X, y)
        read = BoostedClassifier.from_files(model.files())
        assert read.classes_.dtype == model.classes_.dtype
        assert np.array_equal(read.predict(X), model.predict(X))


def test_three_classes_are_refused():
    with pytest.raises(ValueError, match="Only binary classification is supported"):
        classifier().fit(X, np.arange(300) % 3)


@pytest.mark.parametrize(("label", "rate"), [(0, 0.5 / 301), (1, 300.5 / 301)])
def test_one_class_is_answered_with_how_often_it_was_seen(label, rate):
    model = classifier().fit(X, np.full(300, label))
    assert model.answer(X[:1])[0] == pytest.approx(rate)
    assert model.predict_proba(X).tolist() == [[1.0]] * 300
    assert model.predict(X).tolist() == [label] * 300


def test_calibration_may_see_a_class_that_the_fit_did_not():
    model = classifier().fit(X, np.zeros(300)).calibrate(X, YES)
    assert np.isfinite(model.answer(X)).all()


def test_learning_anew_keeps_rounds_and_takes_the_rate_that_counts():
    X = np.random.default_rng(0).normal(size=(300, 2))
    y = (X[:, 0] > 0).astype(float)
    model = classifier().fit(X, y, later=(X, y)).calibrate(X, y)
    rounds = model.trees_by_name_["score"].rounds
    weight = np.where(X[:, 1] > 0, 1.0, 3.0)
    model.refit(X, 1 - y, X[:50], weight)
    assert model.trees_by_name_["score"].rounds == rounds
    rate = np.average(1 - y, weights=weight)
    assert np.average(model.answer(X), weights=weight) == pytest.approx(rate)
    assert model.answer(X)[y == 0].min() > model.answer(X)[y == 1].max()
    before = model.answer(X)
    assert np.array_equal(model.refit(X, np.ones(len(y)), X).answer(X), before)


@pytest.mark.parametrize("rate", [0.005, 0.6])
def test_rare_and_common_answers_need_no_resampling(rate):
    X, y, _ = window_of_rate(rate, seed=0)
    later, y_later, _ = window_of_rate(rate, seed=1)
    asked, truth, p_asked = window_of_rate(rate, seed=2)
    model = classifier(trees=300, smallest_leaf=20).fit(X, y, later=(later, y_later))
    answers = model.calibrate(later, y_later).answer(asked)
    assert auc(truth, answers) > auc(truth, p_asked) - 0.02
    assert answers.mean() == pytest.approx(rate, rel=0.15)
    assert expected_calibration_error(truth, answers) < 0.02


def window_of_rate(rate, seed, n=20_000):
    """Return features, answers and their true probabilities, whose mean is about the rate."""
    X = np.random.default_rng(seed).normal(size=(n, 4))
    drive = 1.5 * X[:, 0] + X[:, 1]
    p = sigmoid(drive + shift_to_rate(drive, rate))
    return X, (np.random.default_rng(seed + 10).random(n) < p).astype(float), p
