import numpy as np
import pytest

from patron.models.boosted_classifier import BoostedClassifier

X = np.random.default_rng(0).normal(size=(300, 3))
YES = X[:, 0] > 0


def classifier(**params):
    return BoostedClassifier(trees=20, threads=1, **params)


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


def test_learning_anew_keeps_rounds_and_the_mean():
    X = np.random.default_rng(0).normal(size=(300, 2))
    y = (X[:, 0] > 0).astype(float)
    model = classifier().fit(X, y, later=(X, y)).calibrate(X, y)
    rounds, mean = model.trees_by_name_["score"].rounds, model.answer(X[:50]).mean()
    model.refit(X, 1 - y, X[:50])
    assert model.trees_by_name_["score"].rounds == rounds
    assert model.answer(X[:50]).mean() == pytest.approx(mean)
    assert model.answer(X)[y == 0].min() > model.answer(X)[y == 1].max()
    before = model.answer(X)
    assert np.array_equal(model.refit(X, np.ones(len(y)), X).answer(X), before)
