import numpy as np

from patron.world.policy import NAMES, SEGMENTS, assign, propensities
from patron.world.settings import World


def test_each_segments_probabilities_sum_to_one_and_the_hold_out_gets_none():
    shares = propensities(World(holdout=0.2))
    assert np.allclose(shares.sum(1), 1)
    assert np.allclose(shares[:, 0], 0.2)


def test_offers_are_assigned_as_often_as_the_policy_says(likely):
    world = World()
    for segment in range(SEGMENTS):
        drawn = assign(world, np.full(20_000, segment), world.random(0, "x"))
        for offer in range(len(NAMES)):
            p = np.full(20_000, propensities(world)[segment, offer])
            assert likely(p, drawn == offer)
