def test_own_then_popular_counts_days_and_then_takers(says):
    assert says("own_then_popular", "ann") == {"tea": 2.5, "ale": 1.0, "rum": 0.3333, "new": 0.1667}
