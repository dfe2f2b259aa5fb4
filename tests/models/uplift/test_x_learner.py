import numpy as np

from patron.models.uplift import XLearner


def test_the_effect_that_the_model_of_the_larger_group_taught_counts_more():
    treatment = np.r_[np.zeros(300), np.ones(100)]
    found = XLearner(threads=1).fit(np.zeros((400, 1)), treatment, 3.0 * treatment)
    # A quarter of the weight for what was guessed by the model of the quarter that was treated.
    assert found.weights_.tolist() == [0.25]
    np.testing.assert_allclose(found.predict(np.zeros((1, 1))), [[3.0]])
