from datetime import UTC, datetime

import pytest

from patron.errors import ConfigError, LakeError
from patron.pipeline import history_of, learn
from patron.schema import GRADES

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def test_a_misspelt_task_stops_before_any_is_trained(built):
    with pytest.raises(ConfigError, match=r"no task 'blnd'.*did you mean blind"):
        learn(built.workspace, ["churn", "blnd"], 0, 0, NOW)
    assert built.workspace.lake.read(GRADES).num_rows == 0
    assert built.workspace.registry.champion("churn") is None


def test_the_history_must_have_been_built(new_shop):
    with pytest.raises(LakeError, match="has no history yet"):
        history_of(new_shop.workspace)


def test_nothing_to_learn_is_nothing_done(built):
    assert learn(built.workspace, [], 0, 0, NOW) == []


def test_every_training_writes_a_report_and_a_card(shop):
    papers = shop.workspace.papers
    assert "till.moment" in (papers / "churn_model_report.html").read_text()
    for task in shop.workspace.tasks:
        assert "history" in (papers / f"{task}_model_report.html").read_text()
        assert (papers / f"{task}_model_card.md").read_text().startswith("# Model card: ")
