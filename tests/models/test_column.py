import numpy as np

from patron.models.column import Column
from patron.models.logistic import Logistic

NOW = {"days": np.array([3.0, np.nan, 10.0]), "other": np.ones(3)}


def test_the_score_is_the_column():
    formula = Column(name="recency rule", column="days", missing=99.0)
    assert formula.answer({}, np.empty(0), NOW, 30.0).tolist() == [3.0, 99.0, 10.0]
    assert formula.columns() == ("days",)


def test_descending_turns_the_order_and_the_missing_value_with_it():
    formula = Column(name="recency rule", column="days", descending=True, missing=99.0)
    assert formula.answer({}, np.empty(0), NOW, 30.0).tolist() == [-3.0, -99.0, -10.0]


def test_it_says_a_probability_by_regression_on_the_one_column():
    formula = Column(name="recency rule", column="days", missing=99.0).as_probability()
    assert formula == Logistic(name="recency rule", of=("days",))
    assert formula.as_probability() is formula
    days = np.array([1.0, 2.0, 30.0, 40.0])
    labels = np.array([0, 0, 1, 1])
    p = formula.answer({"days": days}, labels, {"days": np.array([1.0, 40.0])}, 30.0)
    assert 0 < p[0] < 0.5 < p[1] < 1
