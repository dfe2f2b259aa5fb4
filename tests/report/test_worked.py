from dataclasses import replace

import pytest

from patron.report import BookFacts
from patron.report.worked import followed, measured, verdict
from patron.schema import AVERAGE_EFFECTS


def test_an_offer_with_a_hold_out_is_told_with_its_interval_and_what_it_leaves(book):
    (row,) = measured(book)
    assert (row.drawn, row.held_out, row.with_offer, row.without) == (
        "5,000",
        "1,000",
        "12 %",
        "10 %",
    )
    assert row.effect == "+2.0 points (+1.0 points to +3.0 points)"
    # 0.02 more purchases of 20 USD each, less 0.10 USD.
    assert row.pays == "+0.30 USD (+0.10 USD to +0.50 USD)"
    assert row.sentence == (
        "voucher: within 14 days 12 % of those who were drawn to get it bought, and 10 % of those "
        "who were drawn to get nothing (until 1 Apr 2017)."
    )


def test_an_effect_in_money_is_told_in_money(book):
    row = book.effects.to_pylist()[0] | {"outcome": "margin", "worth": None}
    row |= {"with_offer": 5.0, "without": 6.5, "effect": -1.5, "low": -2.0, "high": 0.0}
    (told,) = measured(replace(book, effects=AVERAGE_EFFECTS.of([row])))
    assert told.effect == "−1.50 USD (−2.00 USD to 0.00 USD)"
    assert (told.pays, told.verdict) == ("", "not proven")
    assert "brought on average 5.00 USD, and those" in told.sentence


def test_what_is_shown_as_nought_has_no_sign(book):
    row = book.effects.to_pylist()[0] | {"low": -0.0002}
    (told,) = measured(replace(book, effects=AVERAGE_EFFECTS.of([row])))
    assert told.effect == "+2.0 points (0.0 points to +3.0 points)"


@pytest.mark.parametrize(
    ("low", "high", "worth", "says"),
    [
        (0.01, 0.03, 20.0, "worked, and pays"),
        (0.01, 0.03, 8.0, "worked"),
        (0.01, 0.03, 2.0, "worked, but cost more than it brought"),
        (0.01, 0.03, None, "worked"),
        (0.0, 0.03, 20.0, "not proven"),
        (-0.03, -0.01, 20.0, "did harm"),
        (None, None, 20.0, "not proven"),
    ],
)
def test_only_an_interval_beside_nought_proves_something(low, high, worth, says):
    assert verdict({"low": low, "high": high, "worth": worth, "cost": 0.1}) == says


def test_what_was_not_drawn_is_only_counted(book, as_of):
    c8, tea = followed(book)
    assert (c8.made, c8.reached, c8.taken, c8.share, c8.amount) == ("100", "", "7", "7 %", "")
    assert (tea.made, tea.reached, tea.share, tea.amount) == ("10", "8", "20 %", "41.50 USD")
    assert measured(BookFacts("Empty", as_of, "USD")) == []
