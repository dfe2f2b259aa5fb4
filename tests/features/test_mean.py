def test_a_missing_number_counts_as_nothing_and_no_rows_as_unknown(value):
    assert value("mean", kind="purchase") == 12.0 / 4
    assert value("mean", column="quantity", category="tea") == 4.0 / 3
    assert value("mean", kind="flight") is None
