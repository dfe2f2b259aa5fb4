import numpy as np

from patron.world.moments import IN_STORE, days, in_week, instants, iso, local, weeks_of
from patron.world.settings import World

AT = np.array([1_751_367_600_000_000])  # 2025-07-01 11:00 UTC


def test_moments_lie_within_their_weeks():
    world = World()
    week = np.repeat([0, 5], 500)
    at = in_week(world, week, world.random(0, "x"))
    assert (weeks_of(world, at) == week).all()


def test_stores_are_closed_on_sundays():
    world = World()
    at = in_week(world, np.zeros(2_000, int), world.random(0, "x"), IN_STORE)
    assert np.unique((at - world.start_at) // 86_400_000_000).tolist() == [0, 1, 2, 3, 4, 5]


def test_times_are_written_as_the_files_have_them():
    assert iso(AT).to_pylist() == ["2025-07-01T11:00:00Z"]
    assert days(AT).to_pylist() == ["2025-07-01"]
    assert instants(AT).to_pylist()[0].isoformat() == "2025-07-01T11:00:00+00:00"
    assert local(AT).to_pylist() == ["2025-07-01 13:00:00"]
    assert local(np.repeat(AT, 2), np.array([True, False])).to_pylist() == [
        "2025-07-01 11:00:00",
        "2025-07-01 13:00:00",
    ]
