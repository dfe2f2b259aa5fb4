import numpy as np

from patron.history.without import without_column, without_facts, without_kind, without_level


def known(history, name):
    codes = history.attributes.known(name, np.array([0]), np.array([history.end]))
    return [history.attributes.values[code] if code >= 0 else None for code in codes]


def test_facts_of_a_name_are_gone_and_the_others_stay(history_of):
    facts = (("ann", "age", "30", "2024-01-01"), ("ann", "town", "Ulm", "2024-01-01"))
    history = history_of({"at": "2024-01-02"}, facts=facts)
    found = without_facts(history, ("age", "no such"))
    assert known(found, "age") == [None]
    assert known(found, "town") == ["Ulm"]
    assert known(history, "age") == ["30"]


def test_rows_of_a_kind_are_gone(history_of):
    history = history_of({"at": "2024-01-01"}, {"at": "2024-01-02", "kind": "visit"})
    assert len(without_kind(history, "visit")) == 1
    assert len(without_kind(history, "no such")) == 2


def test_a_column_is_unknown_of_one_kind_only(history_of):
    rows = [{"at": f"2024-01-0{n}", "kind": kind, "amount": 5.0, "channel": "web"}
            for n, kind in ((1, "purchase"), (2, "return"))]  # fmt: skip
    history = history_of(*rows)
    amounts = without_column(history, "amount", "return").number("amount")
    np.testing.assert_array_equal(amounts, [5.0, np.nan])
    channels = without_column(history, "channel", "purchase").code("channel")
    assert (channels >= 0).tolist() == [False, True]
    assert (history.code("channel") >= 0).all()


def test_no_item_has_a_group_of_a_level(history_of):
    history = history_of(
        {"at": "2024-01-01", "item": "tea"}, items=({"item": "tea", "brand": "x", "category": "y"},)
    )
    found = without_level(history, "brand")
    assert found.code("brand").tolist() == [-1]
    assert found.code("category").tolist() == [0]
