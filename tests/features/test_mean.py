def test_what_has_no_number_does_not_count_and_none_at_all_is_unknown(value):
    assert value("mean", kind="purchase") == 12.0 / 3
    assert value("mean", column="quantity", category="tea") == 4.0 / 3
    assert value("mean", kind="visit") is None
    assert value("mean", kind="flight") is None


def test_a_column_that_the_history_lacks_is_unknown(value):
    assert value("mean", column="sentiment") is None
