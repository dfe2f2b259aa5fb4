"""A model of customers who come back or not, and what judges it."""

import pytest

from patron.training.fitted import fit_model
from patron.training.grade import grade
from patron.training.review import Case
from patron.training.train import train


@pytest.fixture
def case(history, task, features, spec):
    fitted = fit_model(history, task, features, spec, 0, 0)
    model = train(history, task, features, spec, trials=0, seed=0).model
    answer = model.estimator.answer(fitted.test.matrix(fitted.columns))
    graded = grade(task, model.name, fitted.learnt, fitted.test, answer, None, spec.against, 0)
    return Case(history, task, spec, tuple(features), model, graded, fitted.learnt, fitted.test, 0)
