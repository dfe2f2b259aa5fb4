import numpy as np
import pytest

from patron.live.cells import Cells
from patron.service.console.figures import figures_of


def cells():
    """Return two cells: two customers at high risk, of whom one may be offered, and one at low."""
    one = {"customers": [2, 1], "active": [1, 1], "scored": [2, 1], "leaving": [1.2, 0.1]}
    one |= {"valued": [2, 1], "value": [100, 50], "stake": [60, 5], "known": [0, 1]}
    one |= {"brought": [0, 20], "spent": [80, 20], "offers": [1, 0], "offered": [3.5, 0]}
    many = {"risks": [[0, 2], [1, 0]], "risks_sum": [[0, 60], [5, 0]]}
    many |= {"spend": [[1, 1], [0, 1]], "spend_sum": [[60, 20], [0, 20]]}
    many |= {"margin": [[0, 2], [0, 1]], "margin_sum": [[0, 0], [0, 0]]}
    many |= {"contacts": [[1, 0], [0, 0]], "contacts_sum": [[3.5, 0], [0, 0]]}
    many |= {"buyers": [[2], [1]], "bought": [[80], [20]]}
    sums = {name: np.array(values, dtype=float) for name, values in {**one, **many}.items()}
    return Cells({"risk": ["high", "low"]}, sums, ["2024-06"], {"history": 7})


def test_figures_are_added_up_over_those_chosen():
    everybody, few = figures_of(cells(), {}), figures_of(cells(), {"risk": "high"})
    told = ("customers", "leaving", "stake", "spent", "brought", "offers")
    assert [everybody[name] for name in told] == [3, pytest.approx(1.3), 65, 100, 20, 1]
    assert [few[name] for name in told] == [2, 1.2, 60, 80, None, 1]
    assert few["bands"] == [{"band": "high", "customers": 2, "risk": 0.6, "stake": 60}]
    assert everybody["months"] == [{"month": "2024-06", "customers": 3, "spent": 100}]


def test_curves_begin_at_nought_and_end_with_all():
    one = figures_of(cells(), {})
    assert one["contacts"] == [[0, 0], [1, 3.5]]
    assert one["pareto"]["spend"] == [[0, 0], [pytest.approx(1 / 3), 0.6], [1, 1]]
    # No margin is known.
    assert one["pareto"]["margin"] == []


def test_of_nobody_there_is_nothing():
    one = figures_of(cells(), {"risk": "medium"})
    assert (one["customers"], one["contacts"], one["bands"]) == (0, [], [])
    assert one["pareto"]["spend"] == []
