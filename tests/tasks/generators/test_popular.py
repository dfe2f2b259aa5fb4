def test_popular_is_how_many_took_it_in_the_last_horizon(says):
    assert says("popular", "eve") == {"tea": 3.0, "rum": 2.0, "new": 1.0}
