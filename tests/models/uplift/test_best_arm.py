import numpy as np
import pytest

from patron.models.uplift import TLearner, choose_against_best, draw_folds

LEARNERS = {"t": TLearner(trees=100, threads=1)}


def chosen(experiment, price=None):
    fold = draw_folds(experiment.treatment, 3, 0)
    return choose_against_best(LEARNERS, experiment, fold, 0, price, samples=200)


def test_the_best_for_all_is_given_where_another_moves_nobody_further(two_arms_alike):
    found = chosen(two_arms_alike)
    assert found.arm == 1
    assert not any(found.supports(arm) for arm in (0, 2))
    assert found.policy(two_arms_alike.X)[:, 1].all()
    effect = found.predict(two_arms_alike.X)
    assert np.ptp(effect[:, 1] - effect[:, 0]) == pytest.approx(0)


def test_another_arm_goes_to_those_whom_it_moves_further(two_offers):
    # The first offer moves those with a positive first feature by 1, the second the others by .5.
    experiment, truth = two_offers
    found = chosen(experiment)
    assert found.arm == 1
    assert found.supports(2)
    assert found.gain[2].value == pytest.approx(0.5, abs=0.1)
    policy = found.policy(experiment.X)
    assert (policy[:, 1:] == np.eye(2)[truth.argmax(axis=1)]).mean() > 0.95
    assert np.abs(found.predict(experiment.X) - truth).mean() < 0.2


def test_an_arm_that_costs_more_than_it_brings_goes_to_nobody(two_offers):
    experiment, _ = two_offers
    dear = chosen(experiment, np.array([0.0, 2.0, 2.0]))
    assert dear.arm == 0
    assert dear.policy(experiment.X)[:, 0].all()
    # At this price the second offer is not worth it, and those whom only it moves get none.
    mixed = chosen(experiment, np.array([0.0, 0.25, 2.0]))
    assert mixed.arm == 1
    assert mixed.supports(0)
    share = mixed.policy(experiment.X).mean(axis=0)
    assert share == pytest.approx([0.5, 0.5, 0], abs=0.05)
