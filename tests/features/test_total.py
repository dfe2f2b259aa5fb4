def test_numbers_are_added_up_and_missing_ones_are_nothing(value):
    assert value("total", kind="purchase") == 12.0
    assert value("total", column="quantity") == 5.0
    assert value("total", column="discount") == 0.0
    assert value("total", window="P6D") == 7.0
