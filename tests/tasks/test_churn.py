def test_who_does_not_come_back_in_time_has_left(answers):
    rows = [
        *({"who": who, "at": "2024-02-01"} for who in ("ann", "bob", "cem")),
        {"who": "ann", "at": "2024-03-31"},
        {"who": "bob", "at": "2024-04-01"},
        {"who": "cem", "at": "2024-03-05", "kind": "visit"},
        {"who": "new", "at": "2024-03-05"},
    ]
    assert answers("churn", *rows) == [("ann", None, 0.0), ("bob", None, 1.0), ("cem", None, 1.0)]


def test_another_kind_may_count_as_staying(answers):
    rows = [{"who": "ann", "at": at, "kind": "visit"} for at in ("2024-02-01", "2024-03-05")]
    assert answers("churn", *rows, kind="visit") == [("ann", None, 0.0)]
    assert answers("churn", *rows) == []
