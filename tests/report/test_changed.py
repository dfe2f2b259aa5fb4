from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from patron.report.changed import by_group, sentence, shown
from patron.schema import CHANGES, SCORES

THEN, NOW = datetime(2017, 3, 1, tzinfo=UTC), datetime(2017, 4, 1, tzinfo=UTC)


def change(who="ann", task="churn", then=0.264, learnt=0.0, passed=0.05, did=0.068, model=0.0):
    return {
        "customer_id": who,
        "task": task,
        "since": THEN,
        "cutoff": NOW,
        "before": then,
        "learnt": learnt,
        "passed": passed,
        "did": did,
        "model": model,
        "score": then + learnt + passed + did + model,
    }


def test_a_move_is_told_with_its_parts():
    assert sentence(change(), "USD") == (
        "38 %, was 26 % on 1 Mar 2017: +11.8 points, of which what they did +6.8 "
        "and time passing +5.0"
    )


def test_a_move_of_money_is_told_in_money():
    row = change(task="lifetime_value", then=400.0, passed=-30.2, did=12.4, model=7.0)
    assert sentence(row, "USD") == (
        "389 USD, was 400 USD on 1 Mar 2017: −11 USD, of which what they did +12, "
        "time passing −30 and another model +7"
    )


def test_parts_that_cancel_are_told_all_the_same():
    assert "+0.0" not in sentence(change(passed=0.1, did=-0.1), "USD")
    assert sentence(change(passed=0.1, did=-0.1), "USD").endswith(
        "0.0 points, of which what they did −10.0 and time passing +10.0"
    )
    assert sentence(change(passed=0.0, did=0.0), "USD").endswith("on 1 Mar 2017: nothing moved it")


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=5))
def test_rounded_parts_add_up_to_the_rounded_total(parts):
    found = shown(parts, sum(parts))
    assert sum(found) == round(sum(parts))
    assert all(abs(a - b) < 1 + 1e-9 for a, b in zip(found, parts, strict=True))


def test_groups_are_told_by_their_means_and_sums():
    changes = CHANGES.of(
        [
            change("ann"),
            change("bob", then=0.1, passed=0.0, did=-0.05),
            change("ann", "lifetime_value", then=100.0, passed=-10.0, did=0.0),
            change("bob", "lifetime_value", then=200.0, passed=0.0, did=30.0),
        ]
    )
    scores = SCORES.of(
        [
            {"customer_id": who, "cutoff": NOW, "task": task, "score": 0.5, "model": "m", **more}
            for task in ("churn", "lifetime_value")
            for who, more in (("bob", {"band": "low"}), ("ann", {"band": "high"}), ("cem", {}))
        ]
    )
    churn, value = by_group(changes, scores, "USD", NOW)
    assert churn[:2] == ("Risk of leaving", "1 Mar 2017")
    assert [(g.name, g.customers, g.before, g.score, g.move, g.parts) for g in churn[2]] == [
        ("All customers", 2, "18 %", "22 %", "+3.4", ("+0.9", "+2.5", "0.0", "0.0")),
        ("High now", 1, "26 %", "38 %", "+11.8", ("+6.8", "+5.0", "0.0", "0.0")),
        ("Low now", 1, "10 %", "5 %", "−5.0", ("−5.0", "0.0", "0.0", "0.0")),
    ]
    assert next((g.before, g.score, g.move, g.parts) for g in value[2]) == (
        "300 USD", "320 USD", "+20", ("+30", "−10", "0", "0"),
    )  # fmt: skip
    assert by_group(changes, scores, "USD", THEN) == []
