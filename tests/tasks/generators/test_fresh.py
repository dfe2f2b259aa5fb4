def test_fresh_is_how_many_took_it_for_the_first_time(says):
    # Bob had taken tea before.
    assert says("fresh", "dan") == {"tea": 2.0, "rum": 2.0, "new": 1.0}
