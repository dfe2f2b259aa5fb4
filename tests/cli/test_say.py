import json
from datetime import UTC, datetime

from patron.cli import say
from patron.pipeline import Built, Finding, Scored
from patron.sources import SourceReport
from patron.world import Made
from patron.world.grade import Measured


def test_building_is_told_in_counts(capsys):
    report = SourceReport("till", False, 1_234, 5)
    say.built(Built([report], {}, 321, 9_876, True))
    out = capsys.readouterr().out
    assert "till: 1,234 records, 5 rejected" in out
    assert "history: 9,876 interactions of 321 customers, changed" in out


def test_scoring_is_told_by_task_and_by_offer_the_most_frequent_first(capsys):
    moment = int(datetime(2024, 3, 1, 12, tzinfo=UTC).timestamp() * 1e6)
    say.scored(Scored(moment, {"churn": 1_000}, {"tea": 3, "nothing": 997}, ("blind",)))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "scores of 2024-03-01 12:00 UTC",
        "  churn: 1,000 customers",
        "  blind: no champion, left out",
        "  to offer: nothing: 997 customers",
        "  to offer: tea: 3 customers",
    ]


def test_findings_end_with_which_tasks_can_be_trained(capsys, new_shop):
    found = [Finding("error", "task churn", "it is too short", "add older data")]
    assert say.findings(found, new_shop.workspace) is True
    out = capsys.readouterr().out
    assert "error: task churn: it is too short\n    -> add older data" in out
    assert "task churn: cannot be trained yet" in out
    assert "task blind: can be trained" in out
    assert say.findings([], new_shop.workspace) is False
    assert "ws: nothing is wrong." in capsys.readouterr().out


def test_a_world_is_told_by_source_and_in_all(capsys, new_shop):
    made = {"tills": Made(1_200, 3, 4), "crm": Made(34)}
    say.simulated(made, new_shop.workspace)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[2:5] == [
        ["tills", "1,200", "3", "4"],
        ["crm", "34", "0", "0"],
        ["together", "1,234"],
    ]


def test_the_truth_is_told_beside_what_is_possible(capsys):
    say.true([Measured("churn", "AUC", 0.7, 0.75, 100), Measured("identity", "recall", 1, None, 9)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[2:] == [
        ["churn", "AUC", "0.700", "0.750", "100"],
        ["identity", "recall", "1.000", "9"],
    ]


def test_training_is_told_with_grade_formula_and_interval(shop):
    out = shop.said["train --trials 2"].out
    assert "grade D: worse than the best formula (recency rule) -> challenger" in out
    assert out.count("judged on the 30 days after") == 4
    assert " *auc" in out
    assert "report:  reports/ws/churn_model_report.html" in out


def test_a_card_is_told_as_text_or_as_json(shop):
    words = shop.run("customer", "email:p9@x.org").out
    card = json.loads(shop.run("customer", "email:p9@x.org", "--json").out)
    assert card["customer_id"] in words
    assert not words.lstrip().startswith("{")


def test_now_has_a_time_zone():
    assert say.now().tzinfo is UTC
