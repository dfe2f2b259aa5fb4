import lightgbm
import numpy as np
import pytest

QUIET = {"num_threads": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1}


@pytest.fixture(scope="session")
def rows():
    """Return a function that makes features which repeat values, hold zeros and are unknown."""

    def make(seed, n=300, k=5):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(n, k)).round(1)
        X[rng.random(X.shape) < 0.1] = 0.0
        X[rng.random(X.shape) < 0.15] = np.nan
        return X

    return make


@pytest.fixture(scope="session")
def booster():
    """Return a function that fits LightGBM's trees, on an answer made of the features if none is
    given."""

    def fit(X, y=None, rounds=8, **params):
        if y is None:
            known = np.nan_to_num(X)
            y = known[:, 0] * known[:, 1] + known.sum(axis=1) + np.isnan(X[:, 0])
        told = {**QUIET, "objective": "l2", "num_leaves": 12, "min_data_in_leaf": 2, **params}
        return lightgbm.train(told, lightgbm.Dataset(X, y), rounds)

    return fit
