from dataclasses import replace

import pytest

from patron.report import build_card
from patron.schema import OUTLOOK, SCORES


def test_value_has_past_future_and_both(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[4].fields] == [
        ("Spent so far", "1,250.50 USD"),
        ("Spent in 365 days", "1,250.50 USD"),
        (
            "Expected ahead",
            "120.00 USD in the next 365 days; of 100 such customers, 80 bring: "
            "40.00 USD to 250.00 USD",
        ),
        ("So far and ahead", "1,370.50 USD"),
        ("Rank by value", "expected to be worth more than 87 of 100 customers"),
    ]


def test_a_score_says_its_model_and_cutoff(anns_card, field_of, moment):
    field = field_of(anns_card, "Expected ahead")
    assert (field.source, field.known_at) == ("model boosted", moment("2017-04-30"))


def test_without_a_score_nothing_is_expected(ann, as_of):
    card = build_card("ann", replace(ann, scores=SCORES.empty()), as_of)
    assert [f.value for f in card.sections[4].fields] == [
        "1,250.50 USD",
        "1,250.50 USD",
        "not known: no score for this customer",
    ]


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_an_interval_and_a_rank_that_are_not_given_are_not_said(
    ann, as_of, field_of, moment, missing
):
    bare = {
        "customer_id": "ann",
        "cutoff": moment("2017-04-30"),
        "task": "lifetime_value",
        "score": 5.0,
        "low": missing,
        "high": missing,
        "percentile": missing,
        "model": "m",
    }
    card = build_card("ann", replace(ann, scores=SCORES.of([bare]), horizons={}), as_of)
    assert field_of(card, "Expected ahead").value == "5.00 USD"
    assert field_of(card, "Rank by value").value == "not known"


@pytest.fixture
def with_outlook(ann, as_of, moment):
    """Return a function that gives ann's card with a row of OUTLOOK."""

    def card(**row):
        row = {"customer_id": "ann", "cutoff": moment("2017-04-30"), **row}
        return build_card("ann", replace(ann, outlook=OUTLOOK.of([row])), as_of)

    return card


def test_the_outlook_tells_margin_and_whether_it_is_of_high_value(with_outlook, field_of):
    card = with_outlook(historic=600.0, predicted=120.0, total=720.0, high_value=True)
    assert field_of(card, "Brought so far").value == "600.00 USD"
    assert field_of(card, "So far and ahead").value == "720.00 USD"
    assert field_of(card, "High value").value == (
        "yes: one of the fewest who bring 80 % of what all are expected to bring"
    )
    assert field_of(with_outlook(high_value=False), "High value").value == "no"


def test_the_next_purchase_is_told_by_its_day_or_that_none_is_expected(
    with_outlook, field_of, moment
):
    soon = with_outlook(days_to_purchase=20.0, next_purchase_at=moment("2017-05-18"))
    assert field_of(soon, "Next purchase").value == "expected by 18 May 2017, in 18 days"
    never = with_outlook(days_to_purchase=80.0)
    assert field_of(never, "Next purchase").value == "not expected in the next 90 days"


def test_shorter_horizons_are_told_beside_the_risk(with_outlook, field_of):
    card = with_outlook(churn_60d=0.75, churn_30d=0.9, churn_x=1.0)
    assert field_of(card, "Risk of leaving").value == (
        "62 % in the next 90 days, high; 90 % in 30 days; 75 % in 60 days"
    )
