import pytest

from patron.errors import ConfigError


def test_daily_rates_are_compared(value):
    # 1 purchase in 2 days, of 4 in 8: as ever.
    assert value("trend", kind="purchase", window="P2D", against="P8D") == 1.0
    assert value("trend", kind="purchase", column="amount", window="P6D", against="P12D") == 14 / 12
    assert value("trend", kind="visit", window="P2D", against="P8D") == 0.0
    assert value("trend", kind="flight", window="P2D", against="P8D") is None


def test_the_longer_window_must_be_longer(value):
    with pytest.raises(ConfigError, match="against must be longer than window"):
        value("trend", window="P2D", against="P2D")
