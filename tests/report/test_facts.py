from datetime import datetime

import pytest

from patron.errors import CutoffError
from patron.report import BookFacts, Curves


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(CutoffError, match="2017-05-01T00:00:00 without a time zone"):
        BookFacts("Shop", datetime(2017, 5, 1), "USD")


def test_a_horizon_is_said_where_it_is_known(book):
    assert book.within("churn") == " in the next 90 days"
    assert book.within("next_offer") == ""


def test_curves_can_be_given_as_plain_numbers(curves):
    plain = Curves.of(
        [(0.1, 0.12, 50.0), (0.3, 0.28, 50.0)],
        [(0.0, 0.0), (0.1, 0.3), (1.0, 1.0)],
        "the recency rule",
        [(0.1, 0.25), (1.0, 1.0)],
    )
    assert plain == curves
    assert str(plain.calibration[0].n) == "50"
