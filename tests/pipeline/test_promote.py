import dataclasses
import json
from datetime import UTC, datetime

import pytest

from patron.errors import ReportError
from patron.models import current_version, read_bundle, write_bundle
from patron.pipeline import promote, rollback, write_book

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def workspace(copied):
    """Return the shop's workspace, whose registry has a second version of the churn model."""
    registry = copied.workspace.registry
    with registry._mlflow() as mlflow:
        client = mlflow.MlflowClient()
        first = client.get_model_version("ws.churn", "1")
        client.create_model_version("ws.churn", first.source, run_id=first.run_id)
    return copied.workspace


def test_a_new_champion_is_in_a_new_bundle_at_once_and_all_else_is_as_it_was(workspace):
    before = read_bundle(workspace.bundles)
    churn = before.models["churn"]
    other = dataclasses.replace(churn, horizon_days=7.0)
    write_bundle(workspace.bundles, {**before.models, "churn": other}, before.texts)
    done = promote(workspace, "churn", 2, "Ann", "the new till lies", NOW)
    assert done.sentence.startswith("version 2 of ws.churn is champion, which was version 1")
    assert done.bundle == current_version(workspace.bundles) == before.version
    back = rollback(workspace, "churn", "Bob", "it did not help", NOW)
    assert back.bundle == before.version


def test_where_there_is_no_bundle_scoring_makes_one(workspace):
    (workspace.bundles / "current.json").unlink()
    assert promote(workspace, "churn", 2, "Ann", "to try it", NOW).bundle is None
    assert not (workspace.bundles / "current.json").exists()


def test_the_command_says_from_when_on_it_answers(copied, workspace):
    told = copied.run("promote", "churn", "--version", "2", "--by", "Ann", "--why", "to try it")
    version = current_version(workspace.bundles)
    assert f"serve:   it answers within a second (bundle {version})" in told.out
    assert "score:   patron -w" in copied.run("rollback", "churn").out


def test_a_report_between_promoting_and_scoring_says_what_to_do(copied, workspace):
    bundle = read_bundle(workspace.bundles)
    other = dataclasses.replace(bundle.models["churn"], horizon_days=7.0)
    write_bundle(workspace.bundles, {**bundle.models, "churn": other}, bundle.texts)
    patron = f"patron -w {workspace.configs}"
    with pytest.raises(ReportError, match=f"`{patron} score && {patron} report`"):
        write_book(workspace)


def test_what_was_promoted_in_mlflow_itself_is_written_down_at_the_next_scoring(copied, workspace):
    with workspace.registry._mlflow() as mlflow:
        mlflow.MlflowClient().set_registered_model_alias("ws.churn", "champion", "2")
    assert copied.run("score").code == 0
    found = json.loads(workspace.registry.promotions.file.read_text().splitlines()[-1])
    assert (found["action"], found["from"], found["to"]) == ("found", "1", "2")
    rollback(workspace, "churn", "Bob", "it did not help", NOW)
    assert workspace.registry.promotions.champions("ws.churn") == ["1"]


@pytest.mark.parametrize("away", ["damaged", "a folder"])
def test_without_mlflow_nothing_is_promoted_and_the_bundle_stays(copied, workspace, away):
    store = workspace.registry.folder / "mlflow.db"
    version = current_version(workspace.bundles)
    store.rename(store.with_suffix(".away"))
    if away == "damaged":
        store.write_bytes(b"words, and no database")
    else:
        store.mkdir()
    told = copied.run("promote", "churn", "--version", "2", "--by", "Ann", "--why", "to try it")
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith(f"patron: The MLflow store {store} cannot be used: ")
    assert current_version(workspace.bundles) == version
