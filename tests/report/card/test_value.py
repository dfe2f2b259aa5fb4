from dataclasses import replace

import pytest

from patron.report import build_card
from patron.schema import SCORES


def test_value_has_past_future_and_both(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[4].fields] == [
        ("Spent so far", "1,250.50 USD"),
        ("Spent in 365 days", "1,250.50 USD"),
        (
            "Expected ahead",
            "120.00 USD in the next 365 days; 80 in 100 such customers: 40.00 USD to 250.00 USD",
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
