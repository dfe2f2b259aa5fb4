import numpy as np

from patron.models.uplift import TLearner


def test_the_effect_is_the_difference_of_two_means_where_nothing_tells_customers_apart():
    treatment = np.tile([0, 1], 100)
    found = TLearner(threads=1).fit(np.zeros((200, 1)), treatment, 3.0 * treatment + 1)
    np.testing.assert_allclose(found.predict(np.zeros((2, 1))), [[3.0], [3.0]])
