"""Against the numbers published for the CDNOW 1/10 sample."""

import datetime
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.beta_geo import BetaGeo, fit_beta_geo, fit_gamma_gamma

FIRST_DAY, LAST_DAY = datetime.date(1997, 1, 1), datetime.date(1997, 9, 30)


def cdnow():
    """Return days, customers (from 0) and dollars of the purchases in the sample."""
    # The package is archived code: only its data file is read.
    found = importlib.util.find_spec("lifetimes")
    if found is None:
        pytest.skip("the CDNOW sample is part of the extra `demo`")
    path = Path(found.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"
    _, customer, when, _, dollars = np.loadtxt(path).T
    dates = [datetime.date(d // 10000, d // 100 % 100, d % 100) for d in when.astype(int)]
    days = np.array([(date - FIRST_DAY).days for date in dates])
    return days, customer.astype(int) - 1, dollars


@pytest.fixture(scope="module")
def calibration():
    """Return frequency, recency, age (weeks) and monetary at the end of September 1997."""
    days, customer, dollars = cdnow()
    end = (LAST_DAY - FIRST_DAY).days
    known = days <= end
    keys, inverse = np.unique(np.column_stack([customer, days])[known], axis=0, return_inverse=True)
    spend = np.bincount(inverse, dollars[known])
    customer, days = keys.T
    first = np.r_[True, customer[1:] != customer[:-1]]
    last = np.r_[first[1:], True]
    frequency = np.bincount(customer) - 1.0
    recency = (days[last] - days[first]) / 7
    age = (end - days[first]) / 7
    repeated = np.bincount(customer, np.where(first, 0, spend))
    monetary = np.divide(repeated, frequency, out=np.zeros(len(age)), where=frequency > 0)
    return frequency, recency, age, monetary


@pytest.fixture(scope="module")
def bought_later():
    """Return how often each customer bought in the 39 weeks after September 1997."""
    days, customer, _ = cdnow()
    later = np.unique(np.column_stack([customer, days])[days > (LAST_DAY - FIRST_DAY).days], axis=0)
    return np.bincount(later[:, 0], minlength=2357)


def test_the_sample_is_the_published_one(calibration):
    frequency, *_ = calibration
    assert len(frequency) == 2357
    assert np.count_nonzero(frequency) == 946


def test_bg_nbd_has_the_published_parameters(calibration):
    # Fader, Hardie, Lee (2005), table 2.
    frequency, recency, age, _ = calibration
    found = fit_beta_geo(frequency, recency, age)
    assert found.r == pytest.approx(0.2426, rel=0.01)
    assert found.alpha == pytest.approx(4.4137, rel=0.01)
    assert found.a == pytest.approx(0.7930, rel=0.01)
    assert found.b == pytest.approx(2.4262, rel=0.01)
    assert found.log_likelihood == pytest.approx(-9582.429, abs=0.001)


def test_gamma_gamma_has_the_published_parameters(calibration):
    # The documentation of Lifetimes, on the 946 customers who returned.
    frequency, _, _, monetary = calibration
    found = fit_gamma_gamma(frequency, monetary)
    assert found.p == pytest.approx(6.25, rel=0.01)
    assert found.q == pytest.approx(3.74, rel=0.01)
    assert found.v == pytest.approx(15.44, rel=0.01)


def columns(calibration):
    return dict(zip(("x", "t_x", "T", "m"), calibration, strict=True))


def formula(answers):
    return BetaGeo(name="b", frequency="x", recency="t_x", age="T", monetary="m", answers=answers)


def test_foretells_how_many_will_not_buy_in_the_next_39_weeks(calibration, bought_later):
    p_churn = formula("churn").answer({}, np.empty(0), columns(calibration), 39.0)
    assert p_churn.mean() == pytest.approx(np.mean(bought_later == 0), abs=0.03)


def test_the_value_is_expected_purchases_times_expected_spend(calibration):
    frequency, recency, age, monetary = calibration
    process, spend = fit_beta_geo(frequency, recency, age), fit_gamma_gamma(frequency, monetary)
    purchases = process.expected_purchases(39.0, frequency, recency, age)
    expected = purchases * spend.expected_spend(frequency, monetary)
    found = formula("value").answer({}, np.empty(0), columns(calibration), 39.0)
    np.testing.assert_allclose(found, expected)


def test_churn_does_not_need_the_monetary_column(calibration):
    assert formula("churn").columns() == ("x", "t_x", "T")
    assert formula("value").columns() == ("x", "t_x", "T", "m")


def test_who_never_bought_is_as_somebody_who_bought_once_long_ago(calibration):
    with_stranger = {name: np.r_[np.nan, values] for name, values in columns(calibration).items()}
    alone = formula("churn").answer({}, np.empty(0), columns(calibration), 39.0)
    found = formula("churn").answer({}, np.empty(0), with_stranger, 39.0)
    frequency, _, age, _ = calibration
    oldest = alone[(frequency == 0) & (age == age.max())][0]
    assert found[0] == oldest
    np.testing.assert_array_equal(found[1:], alone)


def test_nobody_who_came_back_is_an_error_that_says_so():
    now = {
        "x": np.zeros(3),
        "t_x": np.zeros(3),
        "T": np.array([5.0, 6.0, np.nan]),
        "m": np.zeros(3),
    }
    with pytest.raises(ModelError, match="none of the 2 customers has any"):
        formula("churn").answer({}, np.empty(0), now, 30.0)


def test_very_many_customers_are_learnt_from_by_some_of_them(monkeypatch):
    random = np.random.default_rng(0)
    n = 4_000
    frequency = random.poisson(2, n).astype(float)
    age = random.uniform(50, 100, n)
    recency = np.where(frequency > 0, age * random.random(n), 0.0)
    columns = {"f": frequency, "r": recency, "a": age, "m": np.ones(n)}
    formula = BetaGeo(name="x", frequency="f", recency="r", age="a", monetary="m", answers="churn")
    whole = formula.learn({}, np.zeros(0), columns, 30.0)
    monkeypatch.setattr("patron.models.beta_geo.MOST_CUSTOMERS", 2_000)
    some = formula.learn({}, np.zeros(0), columns, 30.0)
    assert some["process"] != whole["process"]
    answers = [formula.apply(learnt, columns) for learnt in (whole, some)]
    assert abs(answers[0] - answers[1]).max() < 0.05
