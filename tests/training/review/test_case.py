from dataclasses import replace

import numpy as np
import pytest

from patron.models import metrics
from patron.training.review import case as of_case
from patron.training.review.case import few


def test_few_rows_are_all_looked_at(case):
    assert case.rows is case.test
    assert case.answer.shape == (len(case.test),)
    np.testing.assert_array_equal(case.formula_answer, case.graded.formulas["recency rule"])


def test_of_many_rows_some_are_looked_at_and_the_formula_answers_these(case, monkeypatch):
    monkeypatch.setattr(of_case, "MOST_ROWS", 40)
    some = replace(case)
    assert 10 < len(some.rows) < len(case.test)
    days = some.rows.columns["days"]
    np.testing.assert_array_equal(some.formula_answer, np.nan_to_num(days, nan=999))


def test_items_missed_by_customers_who_are_not_drawn_are_left_out(case):
    missed = (case.test.customer[:], case.test.cutoff[:])
    frame = replace(case.test, missed=missed, missed_untried=np.zeros(len(case.test), bool))
    some = few(frame, False, 0, part=30 / 50_000)
    assert set(some.missed[0]) == set(some.customer)


def test_an_interval_holds_the_value_of_all_rows(case):
    found = case.measures.interval("auc", case.answer)
    assert found.value == pytest.approx(metrics.auc(case.test.label, case.answer))
    assert found.low < found.value < found.high


def test_an_interval_of_some_units_is_theirs(case):
    units = np.arange(len(case.test)) % 2 == 0
    found = case.measures.interval("auc", case.answer, units)
    assert found.value == pytest.approx(metrics.auc(case.test.label[units], case.answer[units]))


def test_an_interval_of_nobody_is_unknown(case):
    assert np.isnan(case.measures.interval("auc", case.answer, np.zeros(len(case.test), bool))[0])
