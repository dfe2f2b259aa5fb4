import numpy as np
import pytest

from patron.models.uplift import Experiment


def simulate(n, seed, effects, noise=0.3):
    """Return an experiment whose effect of offer a is ``effects[a](X)``, and those effects."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 4))
    treatment = random.integers(0, len(effects) + 1, n)
    truth = np.column_stack([effect(X) for effect in effects])
    moved = np.column_stack([np.zeros(n), truth])[np.arange(n), treatment]
    y = 0.5 * X[:, 1] + moved + random.normal(scale=noise, size=n)
    return Experiment(X, treatment, y), truth


@pytest.fixture(scope="session")
def two_offers():
    """The first moves those with a positive first feature, the second the others half as much."""
    return simulate(3_000, 0, (lambda X: 1.0 * (X[:, 0] > 0), lambda X: 0.5 * (X[:, 0] <= 0)))


@pytest.fixture(scope="session")
def same_for_all():
    """An offer that moves everybody alike."""
    return simulate(1_500, 1, (lambda X: np.full(len(X), 0.2),))


@pytest.fixture(scope="session")
def two_arms_alike():
    """Two offers that move everybody alike, the first further."""
    effects = (lambda X: np.full(len(X), 0.4), lambda X: np.full(len(X), 0.2))
    return simulate(1_500, 2, effects)[0]
