import numpy as np

from patron.models.uplift import DRLearner, MeanLearner, TLearner, XLearner


def test_the_effect_is_the_mean_of_the_three_learners():
    random = np.random.default_rng(0)
    X, treatment = random.normal(size=(600, 2)), random.integers(0, 2, 600)
    y = X[:, 0] * treatment + random.normal(size=600)
    found, *others = (
        cls(trees=5, threads=1).fit(X, treatment, y).predict(X)
        for cls in (MeanLearner, TLearner, XLearner, DRLearner)
    )
    np.testing.assert_allclose(found, np.mean(others, axis=0))
