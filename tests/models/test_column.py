import numpy as np

from patron.models.column import Column

NOW = {"days": np.array([3.0, np.nan, 10.0]), "other": np.ones(3)}


def test_the_score_is_the_column():
    formula = Column(name="recency rule", column="days", missing=99.0)
    assert formula.answer({}, np.empty(0), NOW, 30.0).tolist() == [3.0, 99.0, 10.0]
    assert formula.columns() == ("days",)


def test_descending_turns_the_order_and_the_missing_value_with_it():
    formula = Column(name="recency rule", column="days", descending=True, missing=99.0)
    assert formula.answer({}, np.empty(0), NOW, 30.0).tolist() == [-3.0, -99.0, -10.0]
