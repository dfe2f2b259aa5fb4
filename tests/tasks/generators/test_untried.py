def test_it_is_scored_as_the_popular_ones_are(says):
    assert says("untried", "ann") == {"tea": 3.0, "rum": 2.0, "new": 1.0}
