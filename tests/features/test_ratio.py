def test_a_sum_or_a_number_is_divided_by_what_is_counted(value):
    assert value("ratio", column="amount", per="basket", kind="purchase") == 4.0
    assert value("ratio", per="day", kind="purchase") == 4 / 3
    assert value("ratio", column="amount", per="quantity") == 12 / 5
    assert value("ratio", column="amount", per="interaction", kind="purchase") == 3.0


def test_other_interactions_may_divide(value):
    assert value("ratio", kind="purchase", per="interaction", among={"kind": "visit"}) == 4.0
    assert value("ratio", kind="purchase", per="interaction", among={"kind": "flight"}) is None
