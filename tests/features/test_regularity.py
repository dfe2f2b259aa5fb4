MORE = tuple({"at": f"2024-01-{day:02}"} for day in (1, 9, 10, 30))


def test_the_weeks_with_any_are_divided_by_those_since_the_first(value):
    # Five weeks back from the 31st begin before the 1st; the 30th, the 9th and 10th, and the 1st.
    assert value("regularity", at="2024-01-31", rows=MORE) == 3 / 5
    # The window leaves the 9th out; the 10th is three whole weeks before the 31st.
    assert value("regularity", at="2024-01-31", rows=MORE, window="P22D") == 2 / 4


def test_a_first_one_this_week_is_all_and_none_is_unknown(value):
    assert value("regularity", kind="visit") == 1.0
    assert value("regularity", kind="flight") is None
