import numpy as np

from patron.models.uplift import Experiment, UpliftLearner, draw_folds
from patron.models.uplift.outcome import out_of_fold
from patron.models.uplift.t_learner import TLearner


def params(learner: UpliftLearner):
    return learner._parameters()


def test_folds_spread_each_treatment_evenly():
    treatment = np.repeat([0, 1, 2], [50, 30, 20])
    fold = draw_folds(treatment, 5, seed=1)
    counts = [np.bincount(fold[treatment == arm]).tolist() for arm in range(3)]
    assert counts == [[10] * 5, [6] * 5, [4] * 5]


def test_the_same_seed_draws_the_same_folds():
    treatment = np.repeat([0, 1], 50)
    first, second, other = (draw_folds(treatment, 5, seed).tolist() for seed in (1, 1, 2))
    assert first == second != other


def test_no_row_is_answered_by_a_model_that_saw_it():
    # Each fold has an outcome of its own, which the models of the other folds cannot know.
    fold = np.repeat([0, 1], 100)
    X, treatment = fold[:, None].astype(float), np.tile([0, 1], 100)
    experiment = Experiment(X, treatment, np.where(fold == 0, 5.0, 9.0))
    found = out_of_fold(params(TLearner(threads=1)), experiment, fold)
    np.testing.assert_allclose(found, np.where(fold == 0, 9.0, 5.0)[:, None] * np.ones((1, 2)))
