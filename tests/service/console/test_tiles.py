import pytest

from patron.service.console.about import About
from patron.service.console.tiles import TILES, tiles

ABOUT = About("Shop", "1 May 2026", "ann", "EUR", {"churn": "28 days", "lifetime_value": "90 days"})
FIGURES = {
    "customers": 4,
    "active": 3,
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
    "moments": {"history": 1_777_000_000_000_000, "churn": 1_776_000_000_000_000},
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


def test_curves_with_points_of_their_own_stand_in_one_chart():
    both = {"spend": [[0, 0], [0.5, 0.8], [1, 1]], "margin": [[0, 0], [0.25, 0.5], [1, 1]]}
    [tile] = tiles(["pareto"], {**FIGURES, "pareto": both}, ABOUT)
    assert tile.plot.x == [0, 0.25, 0.5, 1]
    assert tile.plot.series[0].values == [0, 0.4, 0.8, 1]
    assert len(tile.rows) == 11
    assert tile.rows[5] == ("50 %", "80 %")


def test_each_tile_says_up_to_when_what_it_is_made_from_was_known():
    said = {tile.name: tile.as_of for tile in tiles(list(TILES), FIGURES, ABOUT)}
    assert said["customers"] == "24 Apr 2026, 03:06 UTC"
    assert said["leaving"] == said["stake"] == "12 Apr 2026, 13:20 UTC"
    # Nobody said when it was decided.
    assert said["offers"] == ""
