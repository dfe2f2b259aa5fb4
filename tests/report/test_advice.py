from dataclasses import replace

import pyarrow as pa

from patron.report import BookFacts
from patron.report.advice import OfferType, advice, chosen
from patron.schema import DECISIONS


def test_chosen_offers_are_counted_by_type(book):
    found = advice(book)
    assert found.types == (
        OfferType("Retain", "1", "3.25 USD", "3.25 USD", 3.25 / 4.75),
        OfferType("Replenish", "1", "1.50 USD", "1.50 USD", 1.5 / 4.75),
    )
    assert (found.offers, found.nothing, found.value) == (2, 1, 4.75)
    assert found.sentence == (
        "Of 3 customers decided about, 2 get an offer (67 %) and 1 is left in peace."
    )


def test_an_offer_without_a_type_is_of_another_type(book, moment):
    row = {"customer_id": "a", "cutoff": moment("2017-04-30"), "value": 2.0, "chosen": True}
    found = advice(replace(book, decisions=DECISIONS.of([{**row, "offer": "gift"}])))
    assert [(kind.name, kind.customers) for kind in found.types] == [("Other", "1")]


def test_only_the_last_decisions_by_the_moment_count(book, moment):
    rows = [
        row | {"cutoff": moment(cutoff)}
        for row in book.decisions.to_pylist()
        for cutoff in ("2017-03-31", "2017-06-30")
    ]
    both = pa.concat_tables([book.decisions, DECISIONS.of(rows)])
    assert chosen(replace(book, decisions=both)).num_rows == 3


def test_nothing_decided_says_nothing(as_of):
    found = advice(BookFacts("Empty", as_of, "USD"))
    assert (found.sentence, found.types, found.value) == ("", (), 0.0)
