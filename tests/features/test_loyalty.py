import pytest

WEB, APP = {"channel": "web"}, {"channel": "app"}
# On the days of January 2024: web, web, app, app, app, nowhere.
ROWS = [
    {"at": f"2024-01-0{day}", **channel}
    for day, channel in ((1, WEB), (2, WEB), (3, APP), (5, APP), (7, APP), (8, {"channel": None}))
]


@pytest.mark.parametrize(
    ("at", "favourite", "newest"),
    [
        ("2024-01-02", 1.0, 1.0),
        ("2024-01-03", 2.0, 0.0),
        # As often as web, which was first so often.
        ("2024-01-06", 5.0, 3.0),
        # Level since the 5th, ahead since the 7th.
        ("2024-01-10", 5.0, 7.0),
    ],
)
def test_days_are_counted_since_no_other_value_was_ahead_or_came(value, at, favourite, newest):
    assert value("loyalty", at, ROWS, column="channel") == favourite
    assert value("loyalty", at, ROWS, column="channel", of="newest") == newest


def test_what_was_before_the_window_counts_for_neither(value):
    assert value("loyalty", "2024-01-10", ROWS, column="channel", window="P8D") == 7.0
    assert value("loyalty", "2024-01-10", ROWS, column="channel", of="newest", window="P4D") == 3.0
    assert value("loyalty", "2024-01-20", ROWS, column="channel", window="P4D") is None


def test_a_level_of_items_and_a_filter(value):
    assert value("loyalty", column="category", kind="purchase") == 7.0
    assert value("loyalty", column="category", kind="purchase", of="newest") == 5.0
    assert value("loyalty", column="channel", kind="visit") == 3.0
    assert value("loyalty", column="basket", kind="visit") is None


def test_a_late_row_counts_from_when_it_was_known(value):
    late = [*ROWS, {"at": "2024-01-04", "known": "2024-01-09", **WEB}]
    assert value("loyalty", "2024-01-08", late, column="channel") == 3.0
    # Known now: web was there three times on the 4th, app on the 7th.
    assert value("loyalty", "2024-01-10", late, column="channel") == 9.0
    assert value("loyalty", "2024-01-10", late, column="channel", of="newest") == 5.0
