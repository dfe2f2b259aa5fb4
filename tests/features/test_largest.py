def test_the_largest_number_is_taken_missing_ones_left_out(value):
    assert value("largest") == 7.0
    assert value("largest", column="quantity", window="P2D") == 1.0
    assert value("largest", kind="visit") is None
    rows = [{"at": "2024-01-01", "amount": -3.0}, {"at": "2024-01-02", "amount": -5.0}]
    assert value("largest", rows=rows) == -3.0
