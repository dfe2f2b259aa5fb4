import numpy as np
import pytest

from patron.models.uplift import Experiment
from patron.training.draws import Drawn
from patron.training.moved import judge_moved, learn_moved


@pytest.fixture(scope="module")
def drawn():
    """Eight days of draws: tea moves those with a positive feature by .5, rum nobody."""
    random = np.random.default_rng(0)
    n = 4_000
    X, treatment = random.normal(size=(n, 2)), random.integers(0, 3, n)
    y = 0.2 + 0.5 * ((treatment == 1) & (X[:, 0] > 0)) + random.normal(0, 0.3, n)
    experiment = Experiment(X, treatment, y, np.full(n, 1 / 3), np.arange(n) % 500)
    return Drawn(experiment, ("tea", "rum"), ("a", "b"), np.arange(n) // 500)


def test_the_best_for_all_and_those_better_off_without_are_learnt(drawn):
    found = learn_moved(drawn, 0.25, 0, np.array([0.0, 0.18, 0.18]))
    assert found.arm == 1
    assert found.supports(0)
    assert not found.supports(2)
    nothing = found.policy(np.array([[-1.0, 0.0], [1.0, 0.0]]))
    assert nothing.tolist() == [[1, 0, 0], [0, 1, 0]]


def test_the_newest_draws_are_judged_by_what_the_older_ones_taught(drawn):
    found = judge_moved(drawn, 0.25, 0, np.array([0.0, 0.18, 0.18]))
    assert len(found.held.y) == 1_000
    assert found.best == 1
    assert found.policy.shape == found.expected.shape == (1_000, 3)
    is_moved = found.held.X[:, 0] > 0.2
    assert found.policy[is_moved, 1].mean() > 0.95
    assert found.expected[is_moved, 1].mean() > found.expected[is_moved, 2].mean() + 0.2
