from datetime import UTC, datetime


def told(day, plan, who="ann"):
    return (who, "plan", plan, datetime(2024, 1, day, tzinfo=UTC))


# Told twice, changed on the 3rd, and twice at once on the 6th: the last value in order holds.
PLANS = (told(1, "a"), told(2, "a"), told(3, "b"), told(6, "a"), told(6, "c"), told(9, "d"))


def test_a_value_that_becomes_another_is_a_change(value):
    changes = [
        value("change", attribute="plan", facts=PLANS, at=f"2024-01-0{day}T12:00")
        for day in (2, 3, 6, 8)
    ]
    assert changes == [0.0, 1.0, 2.0, 2.0]
    assert value("change", attribute="colour", facts=PLANS) == 0.0


def test_the_days_are_those_since_the_last_change(value):
    assert value("change", attribute="plan", of="days", facts=PLANS, at="2024-01-08") == 2.0
    assert value("change", attribute="plan", of="days", facts=PLANS, at="2024-01-02") is None


def test_what_is_told_of_others_is_no_change(value):
    others = (told(1, "a"), told(2, "b", "bob"), told(3, "c", "abe"))
    assert value("change", attribute="plan", facts=others) == 0.0
