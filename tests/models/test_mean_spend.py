import numpy as np

from patron.models.mean_spend import MeanSpend

FORMULA = MeanSpend(name="mean spend", total="spend", age="age")


def answer(spend, age):
    now = {"spend": np.array(spend), "age": np.array(age)}
    return FORMULA.answer({}, np.empty(0), now, 30.0).tolist()


def test_spend_goes_on_at_its_pace():
    assert answer([120.0, 50.0], [60.0, 300.0]) == [60.0, 5.0]


def test_a_customer_younger_than_the_horizon_spends_the_same_once_more():
    assert answer([50.0, 50.0], [0.0, 29.0]) == [50.0, 50.0]


def test_unknown_spend_is_none_and_unknown_age_the_horizon():
    assert answer([np.nan, 40.0], [60.0, np.nan]) == [0.0, 40.0]
