from datetime import datetime

import pytest

from patron.errors import CutoffError
from patron.report import CardFacts, build_card


def test_a_card_has_seven_sections_in_their_order(anns_card):
    assert [section.title for section in anns_card.sections] == [
        "Identity",
        "Relationships",
        "Current activity",
        "History",
        "Value",
        "Flags",
        "Actions",
    ]


def test_every_field_says_its_source(anns_card):
    assert all(field.source for section in anns_card.sections for field in section.fields)


def test_the_reasons_are_on_the_card_strongest_first(anns_card):
    assert [reason.sentence for reason in anns_card.reasons] == [
        "Has not bought for 10 days",
        "Spent 1,200.50 USD in 30 days",
    ]


def test_a_card_of_nobody_has_every_section_and_invents_nothing(as_of, field_of):
    card = build_card("nobody", CardFacts("USD"), as_of)
    assert len(card.sections) == 7
    assert field_of(card, "Risk of leaving").value == "not known: no score for this customer"
    assert field_of(card, "Last purchase").value == "none yet"
    assert field_of(card, "Total spent").value == "0.00 USD"


def test_what_was_not_yet_known_is_not_on_the_card(ann, moment, field_of):
    card = build_card("ann", ann, moment("2017-02-20"))
    assert field_of(card, "Total spent").value == "40.00 USD"
    assert field_of(card, "Age range").value == "30-34"
    assert field_of(card, "Accounts").value == "1 account in 1 source: till 17"
    assert field_of(card, "Suggested").value == "not known: no decision for this customer"
    assert card.reasons == ()


def test_a_row_that_occurred_but_was_learnt_of_later_is_not_on_the_card(
    history_of, moment, field_of
):
    late = history_of(
        {
            "occurred_at": moment("2017-01-01"),
            "known_at": moment("2017-03-01"),
            "kind": "purchase",
            "amount": 5.0,
        }
    )
    facts = CardFacts("USD", history=late)
    assert field_of(build_card("ann", facts, moment("2017-02-01")), "Visits").value == "none yet"
    assert field_of(build_card("ann", facts, moment("2017-03-01")), "Visits").value == "1 visit"


def test_rows_of_another_customer_are_left_out(ann, as_of, field_of):
    card = build_card("bob", ann, as_of)
    assert field_of(card, "Visits").value == "none yet"
    assert card.reasons == ()


def test_a_moment_without_a_time_zone_is_refused(ann):
    with pytest.raises(CutoffError, match="2017-05-01T00:00:00 without a time zone"):
        build_card("ann", ann, datetime(2017, 5, 1))


def test_only_the_latest_scores_count(ann, as_of, moment, field_of):
    older = ann.scores.to_pylist()[0] | {"cutoff": moment("2017-01-31"), "score": 0.1}
    both = type(ann.scores).from_pylist([older, *ann.scores.to_pylist()], schema=ann.scores.schema)
    card = build_card("ann", CardFacts("USD", scores=both), as_of)
    assert field_of(card, "Risk of leaving").value == "62 %, high"
