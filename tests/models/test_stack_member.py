import json

import numpy as np
import pytest

from patron.models.column import Column
from patron.models.mean_spend import MeanSpend
from patron.models.stack_member import Member

NAN = np.nan
# Spend, something else, and age in days; the horizon is 10 days.
X = np.array([[100.0, 7.0, 20.0], [300.0, 7.0, 100.0], [50.0, 7.0, NAN]])


@pytest.fixture
def member():
    formula = MeanSpend(name="mean spend", total="spend", age="age")
    return Member.of(formula, (0, 2), 10.0, X, np.zeros(3), X)


def test_says_what_its_formula_says(member):
    assert member.said(X, logit=False).tolist() == [50.0, 30.0, 50.0]


def test_the_reference_is_the_median_of_what_is_known(member):
    assert member.reference == (100.0, 60.0)


def test_contributions_are_shapley_values_by_head(member):
    # From 100 / 60 * 10 to 100 / 20 * 10: only the age differs from the reference. Of the second
    # row: (100, 60), (300, 60), (100, 100), (300, 100) say 16 2/3, 50, 10 and 30.
    half = Member(**{**vars(member), "weight": 0.5})
    said, shares, base = half.explained(X[:2], logit=False)
    assert said.tolist() == [50.0, 30.0]
    # Of nobody it is told what they would be counted from.
    assert half.explained(X[:0], logit=False)[2] == base
    assert base == pytest.approx(100 / 6 / 2)
    assert shares[0] == pytest.approx([0, 0, (50 - 100 / 6) / 2])
    assert shares[1] == pytest.approx([(100 / 3 + 20) / 4, 0, -(20 / 3 + 20) / 4])


def test_returns_bring_no_less_than_nothing():
    one = Member.of(Column(name="c", column="spend", missing=0), (0,), 1.0, X, np.zeros(3), X)
    assert one.said(np.array([[-5.0], [5.0]]), logit=False).tolist() == [0.0, 5.0]


def test_a_probability_is_said_as_log_odds():
    one = Member.of(Column(name="c", column="spend", missing=0), (0,), 1.0, X, np.zeros(3), X)
    said = one.said(np.array([[0.5], [1.0]]), logit=True)
    assert said == pytest.approx([0.0, np.log(1e6)], abs=1e-5)


def test_what_is_read_from_json_says_the_same(member):
    read = Member.from_facts(json.loads(json.dumps(member.facts())))
    assert read == member
