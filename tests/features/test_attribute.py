from datetime import UTC, datetime

import pytest


def fact(text, on=1):
    return ("ann", "age", text, datetime(2024, 1, on, tzinfo=UTC))


def test_what_is_known_is_placed_in_its_order(value):
    order = ["young", "old"]
    assert value("attribute", attribute="age", order=order, facts=[fact("old")]) == 1.0
    assert value("attribute", attribute="age", order=order, facts=[fact("ancient")]) is None
    assert value("attribute", attribute="age", order=order) is None


def test_one_of_several_values_is_1_and_another_is_0(value):
    for text, wanted in (("a", 1.0), ("b", 1.0), ("c", 0.0)):
        told = value("attribute", attribute="age", is_any=["a", "b"], facts=[fact(text)])
        assert told == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("42", 42.0), ("4.5", 4.5), ("many", None), ("inf", None), ("nan", None)]
)
def test_without_an_order_the_text_is_read_as_a_number(value, text, wanted):
    assert value("attribute", attribute="age", facts=[fact(text)]) == wanted


def test_the_newest_known_at_the_cutoff_counts(value):
    facts = [fact("3", on=6), fact("1", on=1), fact("2", on=3), fact("4", on=9)]
    assert value("attribute", attribute="age", facts=facts) == 3.0
    assert value("attribute", attribute="age", facts=facts, at="2024-01-03") == 2.0
