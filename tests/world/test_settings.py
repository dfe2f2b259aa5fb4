import pytest
from pydantic import ValidationError

from patron.world.settings import World


def test_time_is_counted_in_microseconds_from_the_first_monday():
    world = World(weeks=40)
    assert world.start.isoweekday() == 1
    assert world.start_at == 1_736_121_600_000_000
    assert world.end_at - world.start_at == 40 * 7 * 86_400_000_000


def test_random_numbers_depend_on_seed_block_and_part_alone():
    world = World(seed=1)

    def first(world, block, part):
        return world.random(block, part).random()

    assert first(world, 0, "life") == first(World(seed=1, customers=9), 0, "life")
    others = [first(world, 1, "life"), first(world, 0, "crm"), first(World(seed=2), 0, "life")]
    assert first(world, 0, "life") not in others


def test_people_come_in_blocks():
    assert [World(customers=n, block=10).blocks for n in (1, 10, 11)] == [1, 1, 2]


def test_campaigns_come_every_so_many_weeks():
    world = World(campaign_every=4)
    assert [week for week in range(12) if world.is_campaign(week)] == [1, 5, 9]
    assert World(campaign_every=1).is_campaign(7)


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(ValidationError):
        World(customers=0)
    with pytest.raises(ValidationError):
        World(malformed=1.5)
