import json

from patron.training.logged import shortened


def test_every_trial_is_a_child_of_its_training(shop):
    registry = shop.workspace.registry
    with registry._mlflow() as mlflow:
        events = registry.promotions.file.read_text().splitlines()
        run = next(e["run"] for e in map(json.loads, events) if e["model"] == "ws.churn")
        experiment = mlflow.get_run(run).info.experiment_id
        found = mlflow.MlflowClient().search_runs(
            [experiment], f"tags.`mlflow.parentRunId` = '{run}'", order_by=["tags.mlflow.runName"]
        )
        told = mlflow.artifacts.load_dict(f"{mlflow.get_run(run).info.artifact_uri}/trials.json")
    assert [one.info.run_name for one in found] == ["trial 0", "trial 1"]
    for one, trial in zip(found, told, strict=True):
        assert one.data.metrics.get("loss") == trial["loss"]
        assert one.data.params["leaves"] == str(trial["leaves"])
        assert one.data.tags["state"] == trial["state"]


def test_a_long_card_is_cut_at_the_end_of_a_line():
    text = "\n".join(["a line of some letters"] * 500)
    found = shortened(text)
    assert len(found) < 5_000
    assert found.endswith("letters\n\nThe rest is in model_card.md of the run.\n")
    assert shortened("short") == "short"
