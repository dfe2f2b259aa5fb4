"""Worlds to test on: 200 people in files, and a block of many for frequencies."""

import pytest

from patron.world import World, simulate
from patron.world.block import make_block
from patron.world.touches import TOUCHPOINTS


@pytest.fixture(scope="session")
def world():
    return World(customers=200, seed=3, weeks=40)


@pytest.fixture(scope="session")
def files(world, tmp_path_factory):
    """Folders of the raw files and the truth, and what was written."""
    home = tmp_path_factory.mktemp("world")
    made = simulate(world, home / "raw", home / "truth")
    return home / "raw", home / "truth", made


@pytest.fixture(scope="session")
def block(world):
    return make_block(world, 0)


@pytest.fixture(scope="session")
def many():
    """A block of many people, for frequencies."""
    return make_block(World(customers=6_000, seed=5, weeks=40), 0)


@pytest.fixture(scope="session")
def raws(many):
    """The rows of every touchpoint of the many, by source."""
    return {raw.source: raw for touchpoint in TOUCHPOINTS for raw in touchpoint(many)}


def _likely(p, happened):
    """Return whether the share of `happened` is likely if each had the probability `p`."""
    spread = (p * (1 - p)).sum() ** 0.5
    return abs(happened.sum() - p.sum()) <= 4 * spread


@pytest.fixture(scope="session")
def likely():
    return _likely
