def test_different_values_and_days_are_counted_once(value):
    assert value("distinct", column="category", kind="purchase") == 2
    assert value("distinct", column="basket") == 3
    assert value("distinct", column="day", kind="purchase") == 3
    assert value("distinct", column="channel") == 2
    assert value("distinct", column="offer") == 0
