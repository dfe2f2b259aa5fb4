MORE = tuple({"at": f"2024-01-{day:02}"} for day in (1, 9, 10, 17, 30))


def test_weeks_in_a_row_are_counted_back_from_the_cutoff(value):
    # Weeks back from the 18th: that of the 17th, that of the 9th and 10th, that of the 1st.
    assert value("streak", at="2024-01-18", rows=MORE) == 3.0
    assert value("streak", at="2024-01-18", rows=MORE, window="P9D") == 2.0
    assert value("streak", at="2024-01-17", rows=MORE, window="P6D") == 1.0
    assert value("streak", at="2024-01-31", rows=MORE) == 1.0


def test_a_last_week_without_any_ends_it(value):
    # The 17th is exactly seven days before the 24th, so outside of its last week.
    assert value("streak", at="2024-01-24", rows=MORE) == 0.0
    assert value("streak", kind="flight") == 0.0
