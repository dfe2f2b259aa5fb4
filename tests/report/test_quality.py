from dataclasses import replace

import pyarrow as pa
import pytest

from patron.report import BookFacts, Counts
from patron.report.facts import SOURCES
from patron.report.quality import quality


def with_source(book, **told):
    row = book.sources.to_pylist()[0] | told
    return quality(replace(book, sources=pa.Table.from_pylist([row], SOURCES)))


def test_a_source_is_told_with_what_could_not_be_read_and_how_late_it_is(book):
    (till,) = quality(book).sources
    assert (till.records, till.rejected, till.interactions) == ("1,300", "3 (under 1 %)", "1,234")
    assert (till.last, till.late) == ("30 Apr 2017", "0 %")
    assert quality(book).findings == ("till: 3 % of its purchases have no amount",)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"rejected": 130}, "till: 10 % of its records could not be read"),
        ({"late": 617}, "till: 50 % of its rows became known over a day late"),
        ({"no_item": 500}, "till: 50 % of its purchases have no item"),
        ({"records": 0}, "till: its files are empty"),
    ],
)
def test_what_is_wrong_with_a_source_is_said(book, told, says):
    assert says in with_source(book, **told).findings


def test_a_source_is_silent_when_it_is_so_for_longer_than_usual(book, moment):
    daily = with_source(book, last=moment("2017-04-20"), no_amount=0)
    said = "till: silent for 11 days, where usually something comes every day"
    assert daily.findings == (said,)
    rare = with_source(book, last=moment("2017-04-20"), no_amount=0, days=10)
    assert rare.findings == ()


def test_a_source_of_people_alone_has_no_interactions(book):
    nothing = dict.fromkeys(("interactions", "first", "last", "days", "late", "purchases"))
    (till,) = with_source(book, **nothing).sources
    assert (till.interactions, till.last, till.late, till.findings) == ("none", "–", "–", ())


def test_people_are_told_with_what_is_known_of_how_many(book, as_of):
    found = quality(book)
    assert found.known == (("Email", "100 %"), ("Age", "50 %"))
    assert found.identity == (
        "3 accounts of all sources are 2 customers; 1 likely link between them waits for somebody "
        "to look."
    )
    assert quality(replace(book, counts=Counts(known=1, accounts=1))).identity == (
        "1 account of all sources is 1 customer."
    )
    assert quality(BookFacts("Empty", as_of, "USD")).identity == ""
