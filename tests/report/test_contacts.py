from dataclasses import replace

import pyarrow as pa

from patron.report import BookFacts
from patron.report.contacts import contacts
from patron.schema import DECISIONS


def of_values(book, *values):
    rows = [
        {**book.decisions.to_pylist()[0], "customer_id": f"c{n}", "value": value, "cost": 0.5}
        for n, value in enumerate(values)
    ]
    return contacts(replace(book, decisions=DECISIONS.of(rows)))


def test_the_most_valuable_are_contacted_first(book):
    found = of_values(book, 1.0, 7.0, 2.0)
    told = [(s.contacts, s.profit, s.share, s.cost, s.last) for s in found.stops]
    assert told == [
        ("0", "0.00 USD", "0 %", "0.00 USD", "–"),
        ("1", "7.00 USD", "70 %", "0.50 USD", "7.00 USD"),
        ("2", "9.00 USD", "90 %", "1.00 USD", "2.00 USD"),
        ("3", "10.00 USD", "100 %", "1.50 USD", "1.00 USD"),
    ]
    assert found.start == 2
    assert found.sentence == (
        "Of 3 contacts that are suggested, the 2 most valuable ones would bring 80 % of the "
        "expected profit."
    )


def test_a_slider_has_200_places_and_a_table_11_rows_at_most(book):
    found = of_values(book, *range(1, 1001))
    assert len(found.stops) == 200
    assert (found.stops[0].contacts, found.stops[-1].contacts) == ("0", "1,000")
    assert found.stops[-1].profit == "500,500 USD"
    assert len(found.chart.rows) == 11
    assert found.chart.rows[-1][0] == "1,000"


def test_the_places_lie_on_the_curve_of_the_chart(book):
    found = of_values(book, 3.0, 1.0)
    assert found.chart.lines[0].path == "M" + " L".join(f"{s.x},{s.y}" for s in found.stops)


def test_where_nobody_is_to_be_contacted_there_is_no_slider(book, as_of):
    assert contacts(BookFacts("Empty", as_of, "USD")) is None
    nothing = book.decisions.filter(pa.compute.equal(book.decisions["offer"], "nothing"))
    assert contacts(replace(book, decisions=nothing)) is None
