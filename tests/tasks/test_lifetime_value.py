import pytest

from patron.errors import ConfigError

PAST = [{"who": who, "at": "2024-02-01", "amount": 99.0} for who in ("ann", "bob")]


def test_it_is_the_margin_of_purchases_less_that_of_returns(answers):
    rows = [
        {"who": "ann", "at": "2024-03-02", "amount": 10.0, "item": "tea"},
        {"who": "ann", "at": "2024-03-03", "amount": 4.0, "item": "rum"},
        {"who": "ann", "at": "2024-03-04", "amount": 2.0, "item": "tea", "kind": "return"},
        {"who": "ann", "at": "2024-03-05", "amount": 7.0, "kind": "quote"},
        {"who": "ann", "at": "2024-03-06", "amount": None},
    ]
    items = ({"item": "tea", "margin": 0.5}, {"item": "rum"})
    told = answers("lifetime_value", *PAST, *rows, items=items, margin=0.25)
    assert told == [("ann", None, 10 * 0.5 + 4 * 0.25 - 2 * 0.5), ("bob", None, 0.0)]


def test_without_items_and_margins_it_is_sales(answers):
    row = {"who": "bob", "at": "2024-03-02", "amount": 8.0}
    assert answers("lifetime_value", *PAST, row) == [("ann", None, 0.0), ("bob", None, 8.0)]


@pytest.mark.parametrize("margin", [0, 1.2])
def test_a_margin_is_a_share(answers, margin):
    with pytest.raises(ConfigError, match=r"lifetime_value\.margin: "):
        answers("lifetime_value", *PAST, margin=margin)
