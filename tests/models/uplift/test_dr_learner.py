import numpy as np
import pytest

from patron.models.uplift import DRLearner, Experiment, TLearner
from patron.models.uplift.dr_learner import doubly_robust


def test_the_error_of_a_prediction_counts_by_how_unlikely_the_treatment_was():
    experiment = Experiment(
        np.zeros((2, 1)),
        np.array([1, 0]),
        np.array([5.0, 5.0]),
        np.array([[0.75, 0.25], [0.5, 0.5]]),
    )
    found = doubly_robust(experiment, np.array([[1.0, 3.0], [4.0, 6.0]]))
    assert found.tolist() == [[1.0, 3 + 2 / 0.25], [4 + 1 / 0.5, 6.0]]


def test_right_propensities_mend_a_draw_that_followed_a_hidden_cause():
    # Those who come anyway got the offer more often, by a column that no model sees.
    random = np.random.default_rng(0)
    keen = random.random(4_000) < 0.5
    chance = np.where(keen, 0.8, 0.2)
    treatment = (random.random(4_000) < chance).astype(int)
    y = 2.0 * keen + 1.0 * treatment
    rows = (np.zeros((4_000, 1)), treatment, y)
    plain = TLearner(threads=1).fit(*rows).predict(np.zeros((1, 1)))[0, 0]
    told = DRLearner(threads=1).fit(*rows, np.column_stack([1 - chance, chance]))
    assert plain == pytest.approx(2.2, abs=0.1)
    assert told.predict(np.zeros((1, 1)))[0, 0] == pytest.approx(1.0, abs=0.15)
