"""Every training as a run in MLflow, every model in its registry; the best one is `champion`."""

import logging
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from patron.errors import ModelError
from patron.models import Model
from patron.training.loader import read_model
from patron.training.logged import CARD, MODEL_FILES, log_training, shortened
from patron.training.promotions import ROLLBACK, Promotions
from patron.training.train import Trained
from patron.training.verdict import CHAMPION, verdict_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registry:
    """Runs and models of one workspace, in an MLflow store of its own.

    Parameters
    ----------
    folder
        Where ``mlflow.db``, the artifacts and the log of promotions lie.
    workspace
        Name of the experiment, and first part of the registered models' names.
    """

    folder: Path
    workspace: str

    def keep(
        self,
        trained: Trained,
        data: Mapping[str, int],
        at: datetime,
        figures: Mapping[str, Any] | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> str:
        """Log a training, register its model and return the alias that it has earned.

        Every trial of the search becomes a child run.

        Parameters
        ----------
        trained
            What `train` returned.
        data
            Versions of the lake's tables that it was trained on.
        at
            Time of the training, for the log of promotions.
        figures
            Further matplotlib figures by file name.
        texts
            Files to keep beside the model, such as its report, by name. That of the name
            ``model_card.md`` describes the registered version too.
        """
        with self._mlflow() as mlflow:
            logged, run_id = log_training(mlflow, trained, data, at, figures, texts)
            name = self._registered(trained.model.task)
            client = mlflow.MlflowClient()
            registered = self._register(client, name, logged, run_id)
            if texts and CARD in texts:
                client.update_model_version(name, registered.version, shortened(texts[CARD]))
            alias, why = verdict_of(trained)
            before = self._version(client, name, alias)
            self.promotions.note_found(name, self._version(client, name, CHAMPION), at)
            client.set_registered_model_alias(name, alias, registered.version)
        log.info("registry: %s version %s is %s", name, registered.version, alias)
        self.promotions.add(
            {
                "at": at.isoformat(),
                "model": name,
                "alias": alias,
                "from": before,
                "to": str(registered.version),
                "run": run_id,
                "by": "training",
                "why": why,
            }
        )
        return alias

    def champion(self, task: str) -> Model | None:
        """Return the champion of a task, or None if no model has earned it."""
        with self._mlflow() as mlflow:
            client = mlflow.MlflowClient()
            name = self._registered(task)
            number = self._version(client, name, CHAMPION)
            if number is None:
                return None
            uri = client.get_model_version_download_uri(name, number)
            with tempfile.TemporaryDirectory() as folder:
                found = mlflow.artifacts.download_artifacts(artifact_uri=uri, dst_path=folder)
                return read_model(Path(found) / "data" / MODEL_FILES)

    def promote(self, task: str, version: int, by: str, why: str, at: datetime) -> str:
        """Make a version of a task's model champion, whatever its grade; return what was done.

        Parameters
        ----------
        task
            Name of the task.
        version
            Number of the version in MLflow's registry.
        by, why
            Who wants it, and the reason; both are written down.
        at
            Now, for the log of promotions.

        Raises
        ------
        ModelError
            If there is no such version, it is champion already, or a name or reason is missing.
        """
        if not by.strip() or not why.strip():
            raise ModelError(
                f"Who promotes version {version} of {task}, and why? An override needs a name "
                f"and a reason, but got {by!r} and {why!r}."
            )
        name = self._registered(task)
        with self._mlflow() as mlflow:
            client = mlflow.MlflowClient()
            there = sorted(
                int(one.version) for one in client.search_model_versions(f"name = '{name}'")
            )
            if version not in there:
                raise ModelError(
                    f"There is no version {version} of {name}; there "
                    + (f"are: {', '.join(map(str, there))}." if there else "is none yet.")
                )
            before = self._version(client, name, CHAMPION)
            self.promotions.note_found(name, before, at)
            if before == str(version):
                raise ModelError(f"Version {version} of {name} is the champion already.")
        return self._set_champion(task, str(version), {"action": "override"}, by, why, at)

    def rollback(self, task: str, by: str, why: str, at: datetime) -> str:
        """Make the version champion that was it before the present one; return what was done.

        Raises
        ------
        ModelError
            If there was none before.
        """
        self.note_found([task], at)
        line = self.promotions.champions(self._registered(task))
        if len(line) < 2:
            raise ModelError(
                f"There is no champion of {task} to go back to; {self.promotions.file} knows of "
                f"{len(line)}."
            )
        return self._set_champion(task, line[-2], {"action": ROLLBACK}, by, why, at)

    def note_found(self, tasks: Iterable[str], at: datetime) -> None:
        """Write down champions of tasks that MLflow has and the log of promotions has not."""
        with self._mlflow() as mlflow:
            client = mlflow.MlflowClient()
            for name in map(self._registered, tasks):
                if self.promotions.note_found(name, self._version(client, name, CHAMPION), at):
                    log.warning("registry: the champion of %s was not made by patron", name)

    @property
    def promotions(self) -> Promotions:
        """The log of who became champion when, by whom and why."""
        return Promotions(self.folder / "promotions.jsonl", self.workspace)

    def journal(self, task: str, key: str) -> Path:
        """Return the file in which the search of a task keeps its trials."""
        return self.folder / "search" / self.workspace / f"{task}-{key}.jsonl"

    def _set_champion(
        self, task: str, version: str, event: Mapping[str, str], by: str, why: str, at: datetime
    ) -> str:
        name = self._registered(task)
        with self._mlflow() as mlflow:
            client = mlflow.MlflowClient()
            before = self._version(client, name, CHAMPION)
            client.set_registered_model_alias(name, CHAMPION, version)
        self.promotions.add(
            {
                **event,
                "at": at.isoformat(),
                "model": name,
                "alias": CHAMPION,
                "from": before,
                "to": version,
                "by": by,
                "why": why,
            }
        )
        was = f"version {before}" if before else "none"
        return f"version {version} of {name} is champion, which was {was}: {why} ({by})"

    @staticmethod
    def _register(client: Any, name: str, logged: Any, run_id: str) -> Any:
        """Return a new version of a registered model, which is made if need be."""
        if not client.search_registered_models(f"name = '{name}'"):
            client.create_registered_model(name)
        return client.create_model_version(
            name, logged.model_uri, run_id=run_id, model_id=logged.model_id
        )

    def _registered(self, task: str) -> str:
        return f"{self.workspace}.{task}"

    @contextmanager
    def _mlflow(self) -> Iterator[Any]:
        # Set before the first import: MLflow reads them then. Nothing of ours needs pickle, and
        # nobody asked for a report of our runs to be sent anywhere.
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        os.environ.setdefault("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
        os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
        import mlflow

        for noisy in ("alembic", "mlflow"):
            logging.getLogger(noisy).setLevel(logging.ERROR)
        self.folder.mkdir(parents=True, exist_ok=True)
        store = (self.folder / "mlflow.db").resolve()
        if wrong := _wrong_with(store):
            raise ModelError(f"The MLflow store {store} cannot be used: {wrong}.")
        mlflow.set_tracking_uri(f"sqlite:///{store}")
        mlflow.set_registry_uri(f"sqlite:///{store}")
        try:
            if mlflow.get_experiment_by_name(self.workspace) is None:
                home = (self.folder / "artifacts" / self.workspace).resolve()
                mlflow.create_experiment(self.workspace, artifact_location=home.as_uri())
            mlflow.set_experiment(self.workspace)
        except mlflow.exceptions.MlflowException as error:
            raise ModelError(
                f"The MLflow store {store} cannot be used: {error}. If an older MLflow wrote it, "
                "run `mlflow db upgrade` on it."
            ) from error
        yield mlflow

    @staticmethod
    def _version(client: Any, name: str, alias: str) -> str | None:
        from mlflow.exceptions import MlflowException

        try:
            return str(client.get_model_version_by_alias(name, alias).version)
        except MlflowException:
            return None


def _wrong_with(store: Path) -> str:
    """Return what keeps a file from being a store, nothing if it may be one or is not there."""
    try:
        with store.open("rb") as file:
            is_one = file.read(16) in (b"", b"SQLite format 3\0")
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    return "" if is_one else "it is no SQLite database"
