def test_it_is_days_since_the_first_one_or_from_first_to_last(value):
    assert value("tenure", kind="purchase") == 7.0
    assert value("tenure", kind="purchase", until="last") == 6.0
    assert value("tenure", kind="visit", until="last") == 0.0
    assert value("tenure", kind="flight") is None
