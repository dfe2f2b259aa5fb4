def test_it_is_days_since_the_last_one_in_the_window(value):
    assert value("recency", kind="purchase") == 1.0
    assert value("recency", kind="visit") == 3.0
    assert value("recency", kind="visit", window="P2D") is None
    assert value("recency", kind="purchase", at="2024-01-07T10:00") == 0.0
