from dataclasses import replace

import pytest

from patron.report import Calibration, Curves, Gain
from patron.report.graded import first_tenth, graded, place_of, title_of, verdict
from patron.schema import GRADES


def test_a_grade_is_said_in_words(book):
    churn, value, offer = graded(book)
    assert (churn.title, churn.grade, churn.meaning) == (
        "Who will leave",
        "A",
        "better than every naive formula, by more than chance explains",
    )
    assert churn.sentences == (
        "Of 100 customers the model ranks as likeliest to leave, 60 left; "
        "ranked by the formula “the recency rule”, 50; picked blindly, 20.",
        "Shown two customers with different outcomes, the model tells which is which "
        "in 84 of 100 pairs; the formula “the recency rule”: 79.",
        "The difference is 5.0 of 100; of 100 such comparisons with other customers, 95 would lie "
        "between 3.0 and 6.0 of 100: the model is better.",
    )
    assert value.sentences == (
        "The model is off by 34.20 USD per customer; the formula “mean spend”: 41.90 USD.",
        "The difference is −7.70 USD; of 100 such comparisons with other customers, 95 would lie "
        "between −9.10 and −6.00 USD: the model is better.",
    )
    assert offer.sentences[0] == (
        "Of 100 customers, 41 took at least one of the first 5 suggestions; the formula "
        "“popularity”: 41."
    )
    assert offer.comparisons[0].verdict == "not proven different"


def test_the_known_tasks_come_first():
    assert sorted(["a_task", "next_offer", "churn"], key=place_of) == [
        "churn",
        "next_offer",
        "a_task",
    ]
    assert title_of("a_task") == "A task"


def test_a_grade_given_later_is_left_out(book, moment):
    assert graded(replace(book, as_of=moment("2017-01-31"))) == []


def test_charts_are_drawn_where_there_are_curves(book):
    churn, value, _ = graded(book)
    assert [len(churn.charts), len(value.charts)] == [2, 0]


@pytest.mark.parametrize(
    ("better", "low", "high", "found"),
    [
        ("higher", 0.1, 0.2, "better"),
        ("higher", -0.2, -0.1, "worse"),
        ("lower", -0.2, -0.1, "better"),
        ("lower", 0.1, 0.2, "worse"),
        ("higher", -0.1, 0.2, "not proven different"),
        ("lower", 0.0, 0.2, "not proven different"),
        ("neither", 0.1, 0.2, "for information"),
        ("higher", None, None, "for information"),
        ("higher", float("nan"), float("nan"), "for information"),
    ],
)
def test_an_interval_proves_something_only_away_from_nought(better, low, high, found):
    assert verdict(better, low, high) == found


def test_the_first_tenth_lies_on_the_line_between_two_points():
    half = Curves((Calibration(0.5, 0.5, 10),), (Gain(0.2, 0.4), Gain(1.0, 1.0)))
    assert first_tenth(half) == (
        "Of 100 customers the model ranks as likeliest to leave, 100 left; picked blindly, 50."
    )


def test_the_first_tenth_is_not_said_where_it_was_not_measured():
    assert first_tenth(Curves()) == ""
    assert first_tenth(Curves(gains=(Gain(1.0, 1.0),))) == ""


def test_a_metric_without_a_formula_is_said_alone(book, moment):
    row = {"task": "churn", "model": "m", "cutoff": moment("2017-02-01")}
    alone = GRADES.of([{**row, "metric": "brier", "value": 0.1}])
    [found] = graded(replace(book, grades=alone, curves={}))
    assert found.sentences == ("The squared error is 0.100.",)
    assert (found.grade, found.meaning) == ("–", "not graded")
    assert found.comparisons[0].formula_value == ""
