def test_days_after_the_first_are_counted(value):
    assert value("repeats", kind="purchase") == 2.0
    assert value("repeats", kind="visit") == 0.0
    assert value("repeats", kind="flight") == 0.0
