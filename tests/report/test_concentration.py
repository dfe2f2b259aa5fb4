import numpy as np
import pyarrow as pa
import pytest

from patron.report.concentration import concentration, fewest_bringing
from patron.report.facts import SPEND


def spend(*amounts):
    rows = [{"customer_id": str(n), "spent": amount} for n, amount in enumerate(amounts)]
    return pa.Table.from_pylist(rows, schema=SPEND)


def test_the_first_customers_bring_their_share():
    found = concentration(spend(10.0, 60.0, 10.0, 20.0))
    assert found.share_of_first(0.25) == pytest.approx(0.6)
    assert found.share_of_first(0.5) == pytest.approx(0.8)
    assert found.share_of_first(1.0) == pytest.approx(1.0)


def test_equal_spend_is_a_straight_line():
    found = concentration(spend(5.0, 5.0, 5.0, 5.0, 5.0))
    assert [y for _, y in found.points] == pytest.approx([n / 100 for n in range(101)])
    assert found.sentence == (
        "The fifth of customers who spent most brought 20 % of all that was spent."
    )


def test_who_returned_more_than_they_bought_counts_as_nought():
    found = concentration(spend(10.0, -50.0, None))
    assert found.share_of_first(1 / 3) == pytest.approx(1.0, abs=0.01)


def test_margin_has_a_curve_of_its_own_where_it_is_known():
    rows = [("a", 50.0, 1.0), ("b", 50.0, 9.0), ("c", 0.0, None), ("d", 0.0, 0.0), ("e", 0.0, 0.0)]
    names = SPEND.names
    found = concentration(
        pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], schema=SPEND)
    )
    assert found.sentence == (
        "The fifth of customers who spent most brought 50 % of all that was spent; "
        "the fifth with the highest margin brought 90 % of the margin."
    )
    assert [line.name for line in found.chart.lines] == [
        "Spend",
        "Margin",
        "If all brought the same",
    ]


@pytest.mark.parametrize("amounts", [(), (0.0, 0.0), (-1.0,)])
def test_no_spend_has_no_curve(amounts):
    assert concentration(spend(*amounts)) is None


def test_the_curve_does_not_grow_with_the_customers():
    assert len(concentration(spend(*range(5000))).points) == 101


@pytest.mark.parametrize(
    ("amounts", "share", "found"),
    [
        ([10, 60, 10, 20], 0.8, [False, True, False, True]),
        ([10, 60, 10, 20], 0.81, [True, True, False, True]),
        ([np.nan, 5, -9, 0], 1.0, [False, True, False, False]),
        ([0, 0], 0.8, [False, False]),
        ([], 0.8, []),
    ],
)
def test_the_fewest_who_bring_a_share_are_those_who_bring_most(amounts, share, found):
    assert fewest_bringing(np.array(amounts, float), share).tolist() == found
