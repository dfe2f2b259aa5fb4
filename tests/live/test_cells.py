import numpy as np

from patron.live.cells import Cells

CELLS = Cells(
    {"risk": ["high", "high", "low"], "seen": ["app", "store", "app"]},
    {"customers": np.array([1.0, 2.0, 4.0]), "bought": np.array([[1, 0], [2, 3], [0, 5.0]])},
    ["2024-05", "2024-06"],
    {"history": 7},
)


def test_a_choice_adds_up_the_cells_that_fit_every_facet():
    total = CELLS.total(CELLS.fits({"risk": "high"}))
    assert total["customers"] == 3
    assert total["bought"].tolist() == [3, 3]
    assert CELLS.total(CELLS.fits({"risk": "high", "seen": "app"}))["customers"] == 1
    assert CELLS.total(CELLS.fits({}))["customers"] == 7


def test_nobody_fits_what_nobody_has():
    assert CELLS.total(CELLS.fits({"risk": "medium"}))["customers"] == 0
    assert CELLS.total(CELLS.fits({"unheard of": "x"}))["customers"] == 0


def test_a_facet_tells_how_many_have_each_value():
    assert CELLS.values("seen") == {"app": 5, "store": 2}


def test_they_are_kept_as_json():
    again = Cells.of_json(CELLS.as_json())
    assert again.total(again.fits({"seen": "app"}))["bought"].tolist() == [1, 5]
    assert (again.months, again.moments, again.size) == (CELLS.months, CELLS.moments, 3)
    assert Cells.of_json(Cells({"risk": []}, {"customers": np.zeros(0)}).as_json()).size == 0
