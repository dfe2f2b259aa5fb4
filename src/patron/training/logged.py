"""What MLflow keeps of a training: a run, one below it for each trial, and the model's files."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from patron.training.curves import draw
from patron.training.train import Trained

# Folder of the plain files among those that MLflow keeps of a model.
MODEL_FILES = "model"
# File that describes a version; MLflow keeps so many letters of a description.
CARD = "model_card.md"
MOST_DESCRIBED = 4_900
# How MLflow calls the ends of Optuna's trials.
ENDED = {"COMPLETE": "FINISHED", "PRUNED": "KILLED", "FAIL": "FAILED"}
PACKAGES = ("lightgbm", "numpy", "scikit-learn", "pydantic", "pyarrow")


def log_training(
    mlflow: Any,
    trained: Trained,
    data: Mapping[str, int],
    at: datetime,
    figures: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> tuple[Any, str]:
    """Return the logged model, as MLflow knows it, and the id of the run that holds it.

    Parameters
    ----------
    mlflow
        The package, with the store and the experiment set.
    trained, data, at, figures, texts
        As for `Registry.keep`.
    """
    with mlflow.start_run(run_name=trained.model.name) as run:
        _log(mlflow, trained, data)
        for file, figure in (figures or {}).items():
            mlflow.log_figure(figure, f"plots/{file}")
        for file, text in (texts or {}).items():
            mlflow.log_text(text, file)
        logged = _log_model(mlflow, trained)
        _log_trials(mlflow.MlflowClient(), run, trained.trials, at)
        return logged, str(run.info.run_id)


def _log(mlflow: Any, trained: Trained, data: Mapping[str, int]) -> None:
    model, cutoffs = trained.model, trained.cutoffs
    mlflow.log_params(
        {
            **trained.params,
            "estimator": model.estimator_kind,
            "features": len(model.columns),
            "horizon_days": model.horizon_days,
            "train_cutoffs": len(cutoffs.train),
            "trials": len(trained.trials),
        }
    )
    mlflow.log_metrics({k: v for k, v in trained.graded.metrics.items() if v == v})
    mlflow.set_tags(
        {
            "task": model.task,
            "grade": trained.graded.grade,
            "strongest_formula": trained.graded.strongest,
            **{f"lake.{table}": number for table, number in data.items()},
        }
    )
    mlflow.log_dict(list(model.features), "features.json")
    mlflow.log_dict(_plain(trained.graded.table.to_pylist()), "grades.json")
    if trained.trials:
        mlflow.log_dict(list(trained.trials), "trials.json")
    formula_gains, strongest = trained.formula_gains, trained.graded.strongest
    for name, figure in draw(trained.calibration, trained.gains, formula_gains, strongest).items():
        mlflow.log_figure(figure, f"plots/{name}")


def _log_trials(client: Any, run: Any, trials: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Log each trial as a child run, in as few calls as MLflow allows."""
    from mlflow.entities import Metric, Param

    now = int(at.timestamp() * 1_000)
    for trial in trials:
        rest = {key: value for key, value in trial.items() if key not in ("trial", "state", "loss")}
        child = client.create_run(
            run.info.experiment_id,
            start_time=now,
            tags={"mlflow.parentRunId": run.info.run_id, "state": trial["state"]},
            run_name=f"trial {trial['trial']}",
        )
        loss = trial["loss"]
        client.log_batch(
            child.info.run_id,
            metrics=[] if loss is None else [Metric("loss", loss, now, 0)],
            params=[Param(key, str(value)) for key, value in rest.items()],
        )
        client.set_terminated(child.info.run_id, status=ENDED[trial["state"]], end_time=now)


def _log_model(mlflow: Any, trained: Trained) -> Any:
    """Log the model's plain files with signature and example, and return what MLflow made of it."""
    import pandas as pd

    model = trained.model
    # Learnt from in single precision, but asked in double.
    rows = trained.judged[:5].astype(np.float64)
    example = pd.DataFrame(rows, columns=list(model.columns))
    signature = mlflow.models.infer_signature(example, model.estimator.answer(rows))
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / MODEL_FILES
        folder.mkdir()
        for name, text in model.files().items():
            (folder / name).write_bytes(text.encode())
        return mlflow.pyfunc.log_model(
            name="model",
            loader_module="patron.training.loader",
            data_path=str(folder),
            signature=signature,
            input_example=example,
            pip_requirements=[f"{name}=={version(name)}" for name in PACKAGES]
            + [f"patron=={version('patron')}"],
        )


def shortened(text: str) -> str:
    """Return as much of a text as MLflow keeps, whole lines only."""
    if len(text) <= MOST_DESCRIBED:
        return text
    return text[:MOST_DESCRIBED].rpartition("\n")[0] + f"\n\nThe rest is in {CARD} of the run.\n"


def _plain(rows: Any) -> Any:
    return json.loads(json.dumps(rows, default=str))
