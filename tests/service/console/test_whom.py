import numpy as np

from patron.live.cells import Cells
from patron.service.console.whom import Choice, choices, said, wanted

CELLS = Cells(
    {
        "risk": ["high", "low", ""],
        "best": ["no", "no", "no"],
        "seen": ["app", "store", "store"],
        "why": ["", "", ""],
    },
    {"customers": np.array([1.0, 4.0, 2.0])},
)


def test_what_tells_customers_apart_can_be_chosen_by():
    assert choices(CELLS, {"seen": "app"}) == [
        Choice("risk", "Risk of leaving", (("high", "High", 1), ("low", "Low", 4)), ""),
        # The most frequent first, where there is no order of their own.
        Choice("seen", "Last seen", (("store", "Store", 6), ("app", "App", 1)), "app"),
    ]


def test_what_is_chosen_stays_to_be_seen_although_nobody_has_it():
    [_, seen] = choices(CELLS, {"seen": "web"})
    assert seen.values[-1] == ("web", "Web", 0)


def test_an_address_asks_for_facets_and_for_the_groups_of_older_views():
    assert wanted({"risk": "high", "seen": "", "most": "4"}) == {"risk": "high"}
    assert wanted({"group": "value:low"}) == {"value": "low"}
    assert wanted({"group": ""}) == {}
    assert wanted({"group": "risk:low", "risk": "high"}) == {"risk": "high"}


def test_who_is_chosen_is_said_in_words():
    assert said({}) == "All customers"
    assert said({"risk": "high", "best": "yes", "contact": "no"}) == (
        "High risk of leaving, of high value and may not be contacted"
    )
    assert said({"why": "how recently they bought"}) == (
        "Likely to leave mainly for how recently they bought"
    )
