import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from patron.models.uplift import TLearner


def test_an_unfitted_learner_says_so():
    with pytest.raises(NotFittedError):
        TLearner().predict(np.zeros((1, 1)))


def test_a_clone_has_the_same_parameters_and_is_not_fitted():
    treatment = np.tile([0, 1], 50)
    learner = TLearner(trees=2, threads=1).fit(np.zeros((100, 1)), treatment, treatment * 1.0)
    copy = clone(learner)
    assert copy.get_params() == learner.get_params()
    assert not hasattr(copy, "treatments_")
