import json

import numpy as np
import pytest

from patron.models.boosted_classifier import BoostedClassifier
from patron.models.column import Column
from patron.models.hurdle_regressor import HurdleRegressor
from patron.models.logistic import Logistic
from patron.models.mean_spend import MeanSpend
from patron.models.stack import Stack

COLUMNS = ["spend", "other", "age"]
SPEND = Column(name="spend", column="spend", missing=0)
MEAN = MeanSpend(name="mean spend", total="spend", age="age")
RFM = Logistic(name="RFM", of=("spend", "age"))


def window(seed, n=1_000):
    random = np.random.default_rng(seed)
    X = np.column_stack(
        [random.gamma(2.0, 50.0, n), random.normal(size=n), random.uniform(20, 200, n)]
    )
    X[random.random((n, 3)) < 0.05] = np.nan
    y = np.where(random.random(n) < 0.6, 0.3 * np.nan_to_num(X[:, 0]) * random.gamma(2, 0.5, n), 0)
    return X, y


def stack(formulas, logit=False, columns=COLUMNS):
    X, y = window(0)
    return Stack.of(formulas, columns, 30.0, logit, X, y, window(1)[0])


def names(found):
    return [member.formula.name for member in found.members]


def test_who_says_no_probability_does_not_answer_where_one_is_asked_for():
    assert names(stack([SPEND, RFM], logit=True)) == ["RFM"]
    assert names(stack([SPEND, RFM])) == ["spend", "RFM"]


def test_who_goes_on_expecting_those_who_left_does_not_answer():
    assert names(stack([SPEND, MEAN])) == ["spend"]


def test_who_looks_at_what_the_model_must_not_use_does_not_answer():
    assert names(stack([SPEND, RFM], columns=["spend", "other", "tenure"])) == ["spend"]


def test_without_members_it_adds_nothing():
    X, _ = window(2)
    assert not Stack().sum(X).any()
    assert Stack().explained(X)[2] == 0.0


@pytest.mark.parametrize(("formulas", "logit"), [([SPEND, RFM], False), ([RFM], True)])
def test_contributions_and_base_add_up_to_the_sum(formulas, logit):
    X, _ = window(2)
    found = stack(formulas, logit)
    found = found.weighted([0.5 + n for n in range(len(found.members))])
    total, steps, base = found.explained(X)
    assert np.array_equal(total, found.sum(X))
    np.testing.assert_allclose(base + steps.sum(axis=1), found.sum(X), atol=1e-9)
    assert not steps[:, 1].any()


def test_what_is_read_from_json_says_the_same():
    X, _ = window(2)
    found = stack([SPEND, RFM]).weighted([0.2, 0.8])
    read = Stack.from_facts(json.loads(json.dumps(found.facts())))
    assert np.array_equal(read.sum(X), found.sum(X))


@pytest.fixture(params=[BoostedClassifier, HurdleRegressor])
def estimator(request):
    return beside_formulas(request.param)


def beside_formulas(cls):
    is_money = cls is HurdleRegressor
    X, y = window(0)
    label = y if is_money else (y > 0).astype(float)
    made = cls(trees=20, threads=1).fit(X, label)
    later, y_later = window(1)
    made.stand_beside([SPEND, MEAN, RFM], COLUMNS, 30.0, X, label, later)
    made.calibrate(later, y_later if is_money else (y_later > 0).astype(float))
    return made.refit(X, label, later)


def test_an_estimator_with_formulas_beside_it_is_stored_and_explained_to_the_digit(estimator):
    X, _ = window(2)
    read = type(estimator).from_files(estimator.files())
    assert any(member.weight > 0 for member in estimator.stack_.members)
    assert np.array_equal(read.answer(X), estimator.answer(X))
    steps, base = read.attribute(X)
    np.testing.assert_allclose(base + steps.sum(axis=1), estimator.answer(X), atol=1e-9)
    alone = np.concatenate([estimator.answer(X[row : row + 1]) for row in range(20)])
    assert np.array_equal(alone, estimator.answer(X)[:20])


def test_a_formula_beside_the_trees_keeps_the_tail_that_trees_cut_off():
    rich = np.array([[2_000.0, 0.0, 100.0], [4_000.0, 0.0, 100.0]])
    less, more = beside_formulas(HurdleRegressor).answer(rich)
    assert more > less
