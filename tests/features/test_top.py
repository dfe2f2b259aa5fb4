def test_the_share_of_the_most_frequent_value_among_those_that_have_one(value):
    assert value("top", column="category") == 3 / 4
    assert value("top", column="kind") == 4 / 5
    assert value("top", column="item", window="P5D") == 1.0
    assert value("top", column="item", kind="visit") is None
