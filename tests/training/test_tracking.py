import json
from datetime import UTC, datetime

import pytest

from patron.errors import ModelError
from patron.training import Registry


def test_nobody_is_champion_of_what_was_never_trained(shop):
    assert shop.workspace.registry.champion("no_such_task") is None


def test_a_champion_stays_when_a_later_model_is_worse(shop):
    registry = shop.workspace.registry
    assert registry.champion("blind") is None
    with registry._mlflow() as mlflow:
        [version] = mlflow.MlflowClient().search_model_versions("name = 'ws.blind'")
    assert version.aliases in ([], ["challenger"])


def test_workspaces_share_a_store_without_seeing_each_other(shop):
    folder = shop.workspace.registry.folder
    assert Registry(folder, "other").champion("churn") is None
    assert Registry(folder, "ws").champion("churn").task == "churn"


def test_a_champion_is_the_model_that_was_trained(shop):
    events = (shop.home / "models" / "promotions.jsonl").read_text().splitlines()
    [event] = [e for e in map(json.loads, events) if e["model"] == "ws.churn"]
    model = shop.workspace.registry.champion("churn")
    with shop.workspace.registry._mlflow() as mlflow:
        assert mlflow.get_run(event["run"]).info.run_name == model.name


def test_a_store_that_is_no_database_is_named(tmp_path):
    (tmp_path / "mlflow.db").write_bytes(b"words, and no database")
    with pytest.raises(ModelError, match=r"mlflow\.db cannot be used: it is no SQLite database"):
        Registry(tmp_path, "ws").champion("churn")


NOW = datetime(2024, 6, 1, tzinfo=UTC)


def versions(registry, count):
    """Make further versions of the churn model, so that there are so many."""
    with registry._mlflow() as mlflow:
        client = mlflow.MlflowClient()
        first = client.get_model_version("ws.churn", "1")
        for _ in range(count - 1):
            client.create_model_version("ws.churn", first.source, run_id=first.run_id)


def champion(registry):
    with registry._mlflow() as mlflow:
        return registry._version(mlflow.MlflowClient(), "ws.churn", "champion")


def test_a_person_may_make_any_version_champion_and_take_it_back(copied):
    registry = copied.workspace.registry
    versions(registry, 3)
    said = registry.promote("churn", 3, "Ann", "the new till lies", NOW)
    assert said == "version 3 of ws.churn is champion, which was version 1: the new till lies (Ann)"
    registry.promote("churn", 2, "Bob", "try it", NOW)
    last = json.loads(registry.promotions.file.read_text().splitlines()[-1])
    assert last == {
        "workspace": "ws", "action": "override", "at": NOW.isoformat(), "model": "ws.churn",
        "alias": "champion", "from": "3", "to": "2", "by": "Bob", "why": "try it",
    }  # fmt: skip
    for back in ("3", "1"):
        registry.rollback("churn", "Ann", "it did not help", NOW)
        assert champion(registry) == back
    with pytest.raises(ModelError, match="no champion of churn to go back to"):
        registry.rollback("churn", "Ann", "once more", NOW)


@pytest.mark.parametrize(
    ("version", "by", "says"),
    [
        (7, "Ann", r"no version 7 of ws\.churn; there are: 1\."),
        (1, "Ann", r"Version 1 of ws\.churn is the champion already"),
        (1, " ", "An override needs a name and a reason"),
    ],
)
def test_what_cannot_be_promoted_is_said(copied, version, by, says):
    with pytest.raises(ModelError, match=says):
        copied.workspace.registry.promote("churn", version, by, "because", NOW)


def test_the_report_and_the_card_are_kept_with_the_run_and_describe_the_version(shop):
    registry = shop.workspace.registry
    with registry._mlflow() as mlflow:
        client = mlflow.MlflowClient()
        version = client.get_model_version("ws.churn", "1")
        uri = mlflow.get_run(version.run_id).info.artifact_uri
        report = mlflow.artifacts.load_text(f"{uri}/model_report.html")
        card = mlflow.artifacts.load_text(f"{uri}/model_card.md")
    assert "<title>Model report: Who will leave: churn-" in report
    assert card.startswith("# Model card: Who will leave")
    assert card.startswith(version.description.split("\n\nThe rest is in")[0])
