import pytest

from patron.errors import ConfigError

ROWS = tuple({"at": f"2024-01-{day:02}"} for day in (1, 19, 20, 31))


def test_the_days_are_divided_by_those_the_own_gap_lets_expect(value):
    # Gaps of 18, 1 and 11 days are 10 on average; 20 days let expect two, and had three.
    assert value("burst", at="2024-01-31", rows=ROWS, window="P20D") == 3 / 2
    assert value("burst", at="2024-02-20", rows=ROWS, window="P10D") == 0.0


def test_fewer_than_two_days_have_no_rhythm(value):
    assert value("burst", kind="visit", window="P7D") is None


def test_a_window_is_needed(value):
    with pytest.raises(ConfigError, match="window: Field required"):
        value("burst")
