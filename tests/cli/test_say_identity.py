from datetime import UTC, datetime

import pyarrow as pa

from patron.cli import say_identity as say
from patron.identity.plan import Counts, Plan
from patron.identity.verdicts import Account
from patron.pipeline.asked import Asked
from patron.pipeline.who import Judged, Told
from patron.schema import LINKS, VERDICTS

DAY = datetime(2024, 1, 31, tzinfo=UTC)
LINK = {
    "source": "till", "account": "7", "other_source": "web", "other_account": "w1", "by": "email",
    "probability": 1.0, "known_at": DAY, "state": "joins",
}  # fmt: skip
VERDICT = {
    "number": 3, "verdict": "different", "source": "till", "account": "7", "other_source": "web",
    "other_account": "w1", "given_by": "ann", "given_at": DAY, "why": "brothers",
}  # fmt: skip
NONE = pa.table({"customer_id": pa.array([], pa.string()), "customers": [], "accounts": []})


def links(*rows, **columns):
    found = LINKS.of(rows)
    for name, values in columns.items():
        found = found.append_column(name, pa.array(values, pa.string()))
    return found


def plan_of(merges=NONE, splits=NONE, joining=None, parting=None):
    nothing = links(customer_id=[], value=[])
    return Plan(
        Counts(9, 20), Counts(8, 21), merges, splits, joining or nothing, parting or nothing
    )


def changes(*rows):
    return pa.Table.from_pylist(
        [dict(zip(("customer_id", "customers", "accounts"), row, strict=True)) for row in rows]
    )


def test_a_plan_is_told_in_counts_and_the_largest_changes(capsys):
    merges = changes(("A", ["A", "B"], 3), ("C", ["C", "D"], 2))
    joining = links(LINK, customer_id=["A"], value=["a@x.org"])
    say.planned(plan_of(merges, joining=joining), most=1)
    assert capsys.readouterr().out.splitlines() == [
        "accounts:  20 -> 21",
        "customers: 9 -> 8",
        "merges:    2",
        "splits:    0",
        "",
        "A, B merge into A (3 accounts)",
        "  till:7 - web:w1: same email a@x.org, known since 31 Jan 2024",
        "",
        "… and 1 more; see --most",
    ]


def test_a_verdict_is_told_with_what_it_changed(capsys):
    parting = links({**LINK, "state": "told apart"}, customer_id=["A"], value=["x"])
    say.judged(Judged(VERDICT, plan_of(splits=changes(("A", ["A", "B"], 2)), parting=parting)))
    say.judged(Judged(VERDICT, plan_of()))
    assert capsys.readouterr().out.splitlines() == [
        "verdict 3: till:7 and web:w1 are two people (ann, 31 Jan 2024: brothers)",
        "",
        "A splits into A, B (2 accounts)",
        "  till:7 - web:w1: same email x (does not join: told apart), known since 31 Jan 2024",
        "Scores, report and service follow with `patron score`.",
        "verdict 3: till:7 and web:w1 are two people (ann, 31 Jan 2024: brothers)",
        "No customer changes by it.",
    ]


def test_what_nothing_links_is_said_so(capsys):
    one, other = Asked(Account("till", "7"), "A"), Asked(Account("web", "w1"), "B")
    say.explained(Told(one, other, (), links(value=[]), VERDICTS.empty()))
    assert capsys.readouterr().out.splitlines() == [
        "till:7 (A) and web:w1 (B)", "are two customers.", "  nothing links them",
    ]  # fmt: skip


def test_pairs_for_review_are_told_with_their_customers(capsys):
    row = {
        **LINK,
        "by": "probable",
        "probability": 0.8,
        "evidence": '{"id": 6.5}',
        "state": "review",
    }
    say.to_review(links(row, customer_id=["A"], other_customer_id=["B"]))
    assert capsys.readouterr().out.splitlines()[:2] == [
        "A and B?",
        "  till:7 - web:w1: 80 % likely: id +6.5 bits (waits for review), known since 31 Jan 2024",
    ]
