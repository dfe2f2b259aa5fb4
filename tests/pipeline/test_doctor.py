import pytest

from patron.errors import LakeError
from patron.pipeline import build, examine


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
