from datetime import timedelta

import duckdb
import pyarrow as pa
import pytest

from patron.errors import LakeError
from patron.pipeline import build, examine
from patron.pipeline.doctor import _ended, _identity, _rejections
from patron.schema import LOADS, REJECTED
from patron.tasks.churn import Churn


def told(workspace):
    return {(f.severity, f.where): f.what for f in examine(workspace)}


def test_without_a_history_there_is_nothing_to_examine(new_shop):
    with pytest.raises(LakeError, match=r"has no history yet; run `patron -w .*ws build` first"):
        examine(new_shop.workspace)


def test_the_worst_comes_first_and_says_what_to_do(built):
    built.write(
        "tasks.yaml", "[{type: churn, horizon: P400D}, {name: blind, type: churn, horizon: P30D}]"
    )
    found = examine(built.workspace)
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert (found[0].severity, found[0].where) == ("error", "task churn")
    assert all(finding.fix for finding in found)


def test_rejected_rows_are_counted_with_their_first_reason(small_shop):
    found = told(small_shop.workspace)
    assert "1 record(s) rejected" in found["warning", "source app, for records"]
    assert "line" in found["warning", "source till, for interactions"]


def test_the_reason_that_is_told_is_that_of_the_first_line():
    rejected = REJECTED.of(
        {"source": source, "into": "items", "line": line, "reason": reason, "record": "{}"}
        for source, line, reason in [
            ("till", 9, "a"), ("till", 2, "z"), ("till", 2, "y"), ("till", None, "b"),
            ("web", None, "c"),
        ]
    )  # fmt: skip
    with duckdb.connect() as connection:
        connection.register("rejected", rejected)
        connection.register("loads", LOADS.empty())
        found = {finding.where: finding.what for finding in _rejections(connection)}
    assert found == {
        "source till, for items": "4 record(s) rejected (100.0%), the first at line 2: y",
        "source web, for items": "1 record(s) rejected (100.0%), the first: c",
    }


def test_who_is_made_of_most_accounts_is_named():
    owners = [*["ann"] * 60, *["bob"] * 70, *["cem"] * 51, *["dee"] * 70]
    with duckdb.connect() as connection:
        connection.register("current_customers", pa.table({"customer_id": owners}))
        [finding] = _identity(connection)
    assert finding.what == "dee is made of 70 accounts"


def test_columns_that_no_model_can_learn_from_are_named(built):
    path = built.raw / "till.csv"
    rows = "n1,k1,2023-04-01,,shelf1,1,,\nn2,k1,2023-04-01,s1,shelf1,1,-5,\n"
    path.write_text(path.read_text() + rows)
    build(built.workspace)
    found = told(built.workspace)
    assert found["note", "interactions.item"].startswith("1 of ")
    amounts = [f.what for f in examine(built.workspace) if f.where == "interactions.amount"]
    assert len(amounts) == 2
    assert any("1 of" in what and "no amount" in what for what in amounts)
    assert any("negative amount" in what for what in amounts)


def test_few_customers_are_a_warning_and_none_an_error(built):
    built.write("tasks.yaml", "- {type: churn, horizon: P30D, active_within: PT1S}")
    assert told(built.workspace)["error", "task churn"].startswith("0 customer(s) to ask about")
    built.write("tasks.yaml", "- {type: churn, horizon: P30D, active_within: P90D}")
    warned = [f.what for f in examine(built.workspace) if f.where == "task churn"]
    assert any("customer(s) to ask about" in what for what in warned)
    assert any("answers are above 0 and" in what for what in warned)


def test_purchases_that_end_before_the_rest_are_a_warning(history_of):
    task = Churn(name="churn", horizon=timedelta(days=30))

    def told(*days):
        bought = [{"at": f"2024-{day}"} for day in days]
        return [one.what for one in _ended(history_of(*bought, review), task)]

    review = {"at": "2024-03-05", "kind": "review"}
    assert told("02-01", "02-11", "02-20") == [
        "the last interaction of kind 'purchase' is of 2024-02-20, but the history goes on until "
        "2024-03-05, and there was never so long a pause: all are judged as if there was none in "
        "between"
    ]
    # Pauses of two weeks are usual here, and three days of the thirty spoil nothing.
    assert told("02-01", "02-15", "02-20") == told("02-01", "03-02") == []
    # Of contracts it is the ends that answer.
    ends = [{"at": f"2024-{day}", "kind": "end"} for day in ("02-10", "03-04")]
    contract = Churn(name="churn", horizon=timedelta(days=30), ends_with="end")
    assert not list(_ended(history_of({"at": "2024-02-01"}, *ends, review), contract))
