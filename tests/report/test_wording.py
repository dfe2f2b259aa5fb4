from datetime import UTC, datetime

import pytest

from patron.report import wording


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1234.5, "1,234.50 USD"),
        (-12.0, "−12.00 USD"),
        (-0.001, "0.00 USD"),
        (None, "not known"),
        (float("nan"), "not known"),
    ],
)
def test_money_is_said_to_the_cent(amount, words):
    assert wording.money(amount, "USD") == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (12.3, "12.30 EUR"),
        (1234.5, "1,234 EUR"),
        (9_999_999.0, "9,999,999 EUR"),
        (12_345_678.0, "12.3 million EUR"),
        (float("inf"), "not known"),
    ],
)
def test_round_money_has_no_more_digits_than_a_board_reads(amount, words):
    assert wording.round_money(amount, "EUR") == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.004, "under 1 %"),
        (0.347, "35 %"),
        (0.999, "over 99 %"),
        (1.0, "100 %"),
        (None, "not known"),
    ],
)
def test_a_share_is_said_in_per_cent(share, words):
    assert wording.percent(share) == words


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("2017-05-27T01:00", "today"),
        ("2017-05-26T23:59", "1 day ago"),
        ("2017-03-14T12:00", "74 days ago"),
        ("2012-05-27T12:00", "1,826 days ago"),
    ],
)
def test_how_long_ago_counts_calendar_days(then, words):
    as_of = datetime(2017, 5, 27, 2, tzinfo=UTC)
    assert wording.ago(datetime.fromisoformat(then).replace(tzinfo=UTC), as_of) == words


def test_a_day_is_said_without_leading_nought():
    assert wording.day(datetime(2017, 3, 4, tzinfo=UTC)) == "4 Mar 2017"
    assert wording.day(None) == "not known"


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["mail"], "mail"), (["mail", "store", "web"], "mail, store and web")],
)
def test_an_enumeration_ends_with_and(words, said):
    assert wording.listed(words) == said


def test_names_become_labels():
    assert wording.label("age_range") == "Age range"
    assert wording.label("") == ""


def test_numbers_go_with_their_noun():
    assert [wording.counted(n, "visit") for n in (0, 1, 2500)] == [
        "0 visits",
        "1 visit",
        "2,500 visits",
    ]
