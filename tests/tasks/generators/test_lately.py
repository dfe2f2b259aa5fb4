def test_lately_is_the_share_of_the_visits_of_three_horizons(says):
    assert says("lately", "ann") == {"tea": 1.0}
