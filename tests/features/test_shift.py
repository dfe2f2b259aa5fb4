import pytest

from patron.errors import ConfigError

SAID = (
    {"at": "2024-01-01", "sentiment": 2.0},
    {"at": "2024-01-05", "sentiment": 1.0},
    {"at": "2024-01-09", "sentiment": -3.0},
    {"at": "2024-01-09", "sentiment": None},
)


def test_the_mean_of_what_has_one_is_compared_to_that_of_the_longer_window(value):
    assert value("shift", at="2024-01-10", rows=SAID, window="P3D") == -3.0 - 0.0
    assert value("shift", at="2024-01-10", rows=SAID, window="P3D", against="P6D") == -3.0 - -1.0
    assert value("shift", at="2024-01-20", rows=SAID, window="P3D") is None


def test_the_longer_window_must_be_longer(value):
    with pytest.raises(ConfigError, match="against must be longer than window"):
        value("shift", window="P3D", against="P3D")
