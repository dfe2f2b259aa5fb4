import pytest

from patron.report.measures import AT_K, MEASURES, measure


@pytest.mark.parametrize("metric", [*MEASURES, *(f"{family}_at_5" for family in AT_K)])
def test_every_metric_is_said_in_a_sentence_with_its_value(metric):
    how = measure(metric)
    said = how.told(0.5, "USD")
    assert how.said(0.5, "USD") in said
    assert "{" not in said + how.title


def test_a_metric_at_k_names_its_k():
    assert measure("hit_rate_at_10").told(0.413, "USD") == (
        "Of 100 customers, 41 took at least one of the first 10 suggestions"
    )


def test_a_metric_that_nobody_described_is_said_by_its_name():
    how = measure("qini_area")
    assert (how.words, how.better, how.said(0.1234, "USD")) == ("Qini area", "neither", "0.123")


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("auc", "4.7 of 100"),
        ("gini", "4.7 points"),
        ("mae", "0.05 USD"),
        ("brier", "0.047"),
    ],
)
def test_a_difference_is_said_in_the_unit_of_its_metric(metric, words):
    assert measure(metric).difference(0.047, "USD") == words


def test_a_value_that_is_missing_is_not_known():
    assert measure("auc").said(None, "USD") == "not known"
    assert measure("auc").said(float("nan"), "USD") == "not known"
