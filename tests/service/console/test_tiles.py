import pytest

from patron.service.console.about import About
from patron.service.console.tiles import TILES, tiles

ABOUT = About("Shop", "1 May 2026", "ann", "EUR", {"churn": "28 days", "lifetime_value": "90 days"})
FIGURES = {
    "customers": 4,
    "active": 3,
    "active_days": 90,
    "scored": 4,
    "leaving": 1.0,
    "valued": 4,
    "value": 400.0,
    "stake": 120.5,
    "brought": 250.0,
    "spent": 1000.0,
    "offers": 2,
    "offered": 15.0,
    "risks": [
        {"customers": 4 if n == 2 else 0, "stake": 120.5 if n == 2 else 0.0} for n in range(10)
    ],
    "bands": [
        {"band": "high", "customers": 1, "risk": 0.5, "stake": 90.0},
        {"band": "low", "customers": 3, "risk": 0.1, "stake": 30.0},
    ],
    "pareto": {"spend": [[0, 0], [0.5, 0.8], [1, 1]], "margin": []},
    "contacts": [[0, 0.0], [1, 10.0], [2, 15.0]],
    "months": [{"month": "2026-04", "customers": 3, "spent": 500.0}],
}
NOTHING = {
    **FIGURES,
    **dict.fromkeys(("scored", "valued", "offers"), 0),
    "brought": None,
    "bands": [],
    "months": [],
    "contacts": [],
    "pareto": {"spend": [], "margin": []},
}


def test_figures_are_told_in_words_and_money():
    told = tiles(["customers", "leaving", "stake", "value", "brought", "offers"], FIGURES, ABOUT)
    assert [(tile.value, tile.title, tile.reading) for tile in told] == [
        ("4", "customers", "3 of them did something in the last 90 days"),
        ("1", "expected to leave in the next 28 days", "25 % of 4 customers scored"),
        ("120 EUR", "value at stake", "each customer's risk of leaving × expected value"),
        ("400 EUR", "expected in the next 90 days", "100 EUR each, 4 customers scored"),
        ("250 EUR", "margin brought so far", "net of returns, of 1,000 EUR spent"),
        ("15.00 EUR", "expected from the suggested offers", "2 offers, cost taken off"),
    ]


@pytest.mark.parametrize("name", TILES)
def test_a_chart_has_a_row_for_what_it_draws_and_nothing_known_is_said(name):
    [tile] = tiles([name], FIGURES, ABOUT)
    assert tile.value or tile.rows
    assert all(len(row) == len(tile.header) for row in tile.rows)
    [empty] = tiles([name], NOTHING, ABOUT)
    assert empty.value or empty.rows or empty.plot is None


def test_bands_are_told_with_their_share_of_what_is_at_stake():
    [tile] = tiles(["bands"], FIGURES, ABOUT)
    assert tile.rows == [("High", "1", "50 %", "90.00 EUR"), ("Low", "3", "10 %", "30.00 EUR")]
    assert tile.shares == [0.75, 0.25]


def test_a_chart_is_handed_to_the_script_as_plain_numbers():
    [tile] = tiles(["contacts"], FIGURES, ABOUT)
    assert tile.plot.data("EUR") == {
        "kind": "line",
        "x": [0, 1, 2],
        "series": [{"name": "Expected profit", "style": "model", "values": [0.0, 10.0, 15.0]}],
        "x_label": "Contacts, the best first",
        "y_label": "Expected profit, EUR",
        "x_unit": "count",
        "y_unit": "money",
        "x_text": (),
        "currency": "EUR",
    }
