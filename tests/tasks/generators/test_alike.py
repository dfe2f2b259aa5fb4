def test_alike_is_what_those_with_the_same_tastes_took(says):
    assert says("alike", "ann") == {"tea": 1.0, "rum": 1.0}
