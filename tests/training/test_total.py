import numpy as np
import pytest

from patron.models.column import Column
from patron.training.frame import Frame
from patron.training.total import forecast_total

DAY = 86_400_000_000
LAST = Column(name="spend as before", column="last", missing=0)
STUCK = Column(name="stuck", column="stuck", missing=0)


def frame(*windows):
    """Return two customers a window of (day, spent before, spent after), half of it each."""
    at, before, after = np.repeat(np.array(windows, float), 2, axis=0).T
    columns = {"last": before / 2, "stuck": np.where(at % 60 == 0, 1.0, 9.0)}
    nobody = np.zeros(0, np.int64)
    who = np.arange(len(at)) % 2
    cutoff = at.astype(np.int64) * DAY
    return Frame(who, np.full(len(at), -1), cutoff, columns, after / 2, (nobody, nobody))


def test_what_always_shrinks_by_a_tenth_will_again():
    past = frame((30, 100, 90), (60, 50, 45))
    assert forecast_total(past, frame((90, 200, np.nan)), [LAST], 30) == pytest.approx(180)


def test_a_cutoff_one_horizon_older_counts_half():
    past = frame((30, 100, 800), (60, 100, 100))
    # The ratios are 8 and 1: 8 ** (1/3).
    assert forecast_total(past, frame((90, 100, np.nan)), [LAST], 30) == pytest.approx(200)


def test_the_steadier_formula_counts_more():
    past = frame((30, 100, 90), (60, 50, 45))
    found = forecast_total(past, frame((90, 200, np.nan)), [STUCK, LAST], 30)
    assert found == pytest.approx(180, rel=0.02)


def test_labels_of_now_are_not_looked_at():
    past, known = frame((30, 100, 90)), frame((90, 200, 7))
    assert forecast_total(past, known, [LAST], 30) == pytest.approx(180)


def test_nothing_is_said_where_no_formula_says_anything():
    past, now = frame((30, 0, 90)), frame((90, 0, np.nan))
    assert forecast_total(past, now, [LAST], 30) is None
    assert forecast_total(past, now, [], 30) is None
