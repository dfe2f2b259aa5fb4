def test_habit_is_the_share_of_all_visits(says):
    assert says("habit", "ann") == {"tea": 0.6667, "ale": 0.3333}
