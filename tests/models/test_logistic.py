import numpy as np
import pytest
from pydantic import ValidationError

from patron.models.logistic import Logistic

FORMULA = Logistic(name="RFM", of=("r", "f"))


def columns(r, f):
    return {"r": np.array(r, dtype=float), "f": np.array(f, dtype=float)}


def random_columns(seed, n=500):
    random = np.random.default_rng(seed)
    return columns(random.exponential(30, n), random.normal(size=n))


def test_is_the_regression_on_standardised_logarithms():
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    past, now = random_columns(1), random_columns(2)
    label = np.log1p(past["r"]) + past["f"] + np.random.default_rng(3).normal(size=500) > 3
    table = [np.column_stack([np.log1p(half["r"]), half["f"]]) for half in (past, now)]
    scaler = StandardScaler().fit(table[0])
    model = LogisticRegression().fit(scaler.transform(table[0]), label)
    expected = model.predict_proba(scaler.transform(table[1]))[:, 1]
    found = FORMULA.answer(past, label, now, 30.0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_missing_value_is_the_median_of_the_past():
    past = columns([1, 2, 3, 4, 5] * 20, [0] * 100)
    label = np.arange(100) % 5 > 2
    known, missing = (FORMULA.answer(past, label, columns([r], [0]), 30.0) for r in (3, np.nan))
    assert missing[0] == known[0]


def test_a_column_without_a_past_says_nothing():
    past = columns([1, 2, 3, 4] * 10, [np.nan] * 40)
    label = np.arange(40) % 4 > 1
    found = FORMULA.answer(past, label, columns([2, 2], [np.nan, np.nan]), 30.0)
    assert found[0] == found[1]


def test_a_return_below_what_was_ever_seen_does_not_break_the_logarithm():
    past = columns([1, 2, 3, 4] * 10, [1, 2, 3, 4] * 10)
    label = np.arange(40) % 4 > 1
    found = FORMULA.answer(past, label, columns([2, 2], [-5, 0]), 30.0)
    assert found[0] == found[1]


@pytest.mark.parametrize(("label", "rate"), [(0, 0.5 / 11), (1, 10.5 / 11)])
def test_labels_all_alike_give_everybody_their_rate(label, rate):
    past = columns(range(10), range(10))
    found = FORMULA.answer(past, np.full(10, label), columns([1, 2], [1, 2]), 30.0)
    np.testing.assert_allclose(found, rate)


def test_no_columns_are_refused():
    with pytest.raises(ValidationError, match="at least 1 item"):
        Logistic(name="nothing", of=())
