from dataclasses import replace

from patron.report.risk import AtRisk, Group, at_risk, by_band, risk_by_value
from patron.report.scored import scored
from patron.schema import REASONS


def of_all(book):
    return scored(book.scores, book.as_of)


def test_those_with_most_at_stake_come_first(book):
    assert at_risk(of_all(book), book) == [
        AtRisk("bob", "25 %", "400 USD", "100 USD", "not known", "reminder (replenish)"),
        AtRisk(
            "ann",
            "62 %",
            "120 USD",
            "74.40 USD",
            "Has not bought for 10 days",
            "10 % off (retain) for tea by mail",
        ),
        AtRisk("cat", "5 %", "1,000 USD", "50.00 USD", "not known", "nothing: leave in peace"),
    ]


def test_the_table_is_no_longer_than_asked(book):
    assert [row.customer_id for row in at_risk(of_all(book), replace(book, top=1))] == ["bob"]


def test_without_values_the_likeliest_to_leave_come_first(book, scores_of):
    scores = scores_of({"a": (0.1, None, None), "b": (0.9, None, None), "c": (0.9, None, None)})
    facts = replace(book, scores=scores)
    rows = at_risk(of_all(facts), facts)
    assert [(row.customer_id, row.value) for row in rows] == [
        ("b", "not known"),
        ("c", "not known"),
        ("a", "not known"),
    ]


def test_the_main_reason_is_the_strongest_that_raises_the_risk(book):
    rows = [
        row | {"contribution": -1.0 if row["rank"] == 1 else 0.1}
        for row in book.reasons.to_pylist()
    ]
    facts = replace(book, reasons=REASONS.of(rows))
    assert at_risk(of_all(facts), facts)[1].reason == "Spent 1,200.50 USD in 30 days"


def test_bands_are_ordered_by_their_risk(book):
    high, low = by_band(of_all(book), "USD")
    assert (high.name, high.customers, high.mean_risk, high.stake) == (
        "High",
        "2",
        "76 %",
        "74.40 USD",
    )
    assert (low.name, low.customers, low.mean_risk, low.stake) == ("Low", "2", "15 %", "150 USD")
    assert abs(high.share + low.share - 1) < 1e-12


def test_without_named_bands_there_are_none(scores_of, as_of):
    assert by_band(scored(scores_of({"a": (0.5, 1.0, None)}), as_of), "USD") == []


def test_quarters_by_value_are_split_by_risk(scores_of, as_of):
    scores = scores_of(
        {
            "a": (0.2, 400.0, None),
            "b": (0.1, 300.0, None),
            "c": (1.0, 200.0, None),
            "d": (0.5, 100.0, None),
            "e": (0.9, None, None),
        }
    )
    rows = risk_by_value(scored(scores, as_of), "USD")
    filled = [
        (quarter, cell.name, cell.customers, cell.stake)
        for quarter, cells in rows
        for cell in cells
        if cell.customers != "0"
    ]
    assert filled == [
        ("Most valuable quarter", "20–40 %", "1", "80.00 USD"),
        ("Second quarter", "0–20 %", "1", "30.00 USD"),
        ("Third quarter", "80–100 %", "1", "200 USD"),
        ("Last quarter", "40–60 %", "1", "50.00 USD"),
    ]


def test_an_empty_cell_has_no_mean(scores_of, as_of):
    (_, cells), *_ = risk_by_value(scored(scores_of({"a": (0.1, 10.0, None)}), as_of), "USD")
    assert cells[4] == Group("80–100 %", "0", "not known", "0.00 USD", 0.0)
