from datetime import UTC, datetime

import pytest

from patron.report.minimised import (
    CAN_GO,
    ELSE,
    NEEDED,
    OPEN,
    Collected,
    Loss,
    MinimisedFacts,
    Together,
    write_minimised_report,
)


def loss(low, high, money=None):
    return Loss("churn", "auc", (low + high) / 2, low, high, (0.01, 0.0, 0.02), money)


@pytest.mark.parametrize(
    ("low", "high", "needed", "verdict"),
    [
        (0.01, 0.03, "", NEEDED),
        (-0.01, 0.004, "", CAN_GO),
        (-0.01, 0.02, "", OPEN),
        (-0.01, 0.004, "is the question of churn", ELSE),
        (0.01, 0.03, "is the question of churn", NEEDED),
    ],
)
def test_what_the_bounds_prove_decides(low, high, needed, verdict):
    assert Collected("x", (), (loss(low, high),), needed).verdict(0.005) == verdict


def test_what_one_task_needs_stays_whatever_another_says():
    assert Collected("x", (), (loss(-0.01, 0.004), loss(0.01, 0.02)), "").verdict(0.005) == NEEDED
    assert Collected("x", (), (loss(-0.01, 0.004), loss(-0.01, 0.02)), "").verdict(0.005) == OPEN


def test_the_report_names_fields_that_nothing_reads_and_says_what_others_cost():
    gone = Collected("offers", ("crm.offer",), (loss(-0.01, 0.004, (100.0, -20.0, 220.0)),), "")
    facts = MinimisedFacts(
        title="The shop",
        currency="EUR",
        tolerance=0.005,
        unread=(("crm.shoe_size", "no mapping names it"),),
        collected=(gone, Collected("age", ("crm.age",), (loss(0.01, 0.03),), "")),
        together=(Together(("offers",), loss(-0.01, 0.004)),),
        not_seen=("web",),
        rows=(("churn", 500),),
        left_out=("next_offer",),
    )
    assert facts.sentence == (
        "1 field is read by nothing and can stop being collected. 2 other things that customers "
        "are known by: 1 can go, 1 earns its keep, 0 are needed otherwise, and for 0 neither is "
        "proven."
    )
    page = write_minimised_report(facts, datetime(2024, 6, 1, tzinfo=UTC))
    for said in (
        "Not measured: next_offer, which ranks items.",
        "crm.shoe_size",
        "churn, AUC",
        "−0.0030 (−0.0100 to 0.0040)",
        "100 (−20 to 220) EUR",
        "1.0 (0.0 to 2.0) points",
        "The files of web were not there",
        "churn: without offers at once, AUC falls by −0.0030 (−0.0100 to 0.0040).",
    ):
        assert said in page
