def test_the_part_is_divided_by_the_whole(value):
    assert value("share", part={"category": "tea"}, kind="purchase") == 3 / 4
    assert value("share", part={"category": "tea"}, column="amount") == 11 / 12
    assert value("share", part={"category": "tea"}, kind="visit") == 0.0
    assert value("share", part={"category": "tea"}, kind="flight") is None
