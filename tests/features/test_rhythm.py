def test_gaps_are_between_days_not_between_rows(value):
    # Days 1, 3, 7: gaps of 2 and 4.
    assert value("rhythm", kind="purchase") == 3.0
    assert value("rhythm", of="spread", kind="purchase") == 1.0
    assert value("rhythm", of="overdue", kind="purchase", at="2024-01-13T10:00") == 2.0


def test_one_day_has_no_gap(value):
    for of in ("mean", "spread", "overdue"):
        assert value("rhythm", of=of, kind="visit") is None
