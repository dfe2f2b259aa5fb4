import json

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
