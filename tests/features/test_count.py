def test_the_rows_that_meet_the_filter_are_counted(value):
    assert value("count") == 5
    assert value("count", kind="purchase") == 4
    assert value("count", kind=["visit", "return"]) == 1
    assert value("count", category="tea", window="P4D") == 1
    assert value("count", kind="flight") == 0
