def test_the_repeated_share_is_drawn_towards_nothing(says):
    # One taker of tea in the horizon before the last, who came back; five more are assumed not to.
    assert says("repeated", "dan") == {"tea": 0.1667}
