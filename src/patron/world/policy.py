"""How the company chooses offers: by a policy whose probabilities are written down."""

import numpy as np

from patron.world.settings import World
from patron.world.words import Array

# What an assignment says; 0 is no offer.
NAMES = ("none", "free delivery", "ten percent voucher", "new range", "stay gift")
COSTS = (0.0, 2.5, 1.8, 0.3, 3.0)
SEGMENTS = 3
# Probability of each offer for the thrifty, the middle and the generous, before the hold-out.
POLICY = np.array(
    [[0.0, 0.4, 0.2, 0.3, 0.1], [0.0, 0.3, 0.3, 0.2, 0.2], [0.0, 0.15, 0.5, 0.1, 0.25]]
)


def propensities(world: World) -> Array:
    """Return the probability of each assignment by segment: the hold-out gets none."""
    shares = POLICY * (1 - world.holdout)
    shares[:, 0] += world.holdout
    return shares


def assign(world: World, segment: Array, draw: np.random.Generator) -> Array:
    """Return the assignment of each person in one campaign."""
    bounds = np.cumsum(propensities(world), axis=1)[segment]
    return np.asarray((draw.random(len(segment))[:, None] > bounds[:, :-1]).sum(1))
