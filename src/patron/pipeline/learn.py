"""The one history -> models, graded, registered and kept."""

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from patron.errors import LakeError
from patron.explain import summary_figure
from patron.history import History, read_history
from patron.models import ModelSpec
from patron.pipeline.checked import check_review
from patron.pipeline.lineage import Lineage
from patron.pipeline.workspace import Workspace
from patron.report.model import write_model_card, write_model_report
from patron.schema import GRADES, HISTORY
from patron.tasks import Task
from patron.training import Trained, train
from patron.training.declared import declared, features_of
from patron.training.logged import CARD
from patron.training.verdict import CHAMPION

log = logging.getLogger(__name__)

REPORT = "model_report.html"


def learn(
    workspace: Workspace, tasks: Iterable[str], trials: int, seed: int, at: datetime
) -> list[tuple[Trained, str]]:
    """Return each task's model, and the alias that it earned.

    The present champion of a task answers on the same window; while it stays, its grades stay.
    A search that was killed goes on where it stopped, as long as data and configuration stay.

    Parameters
    ----------
    tasks
        Names of tasks.
    trials
        Sets of parameters that the search tries for each task.
    seed
        Seed of search and bootstrap.
    at
        Now, for the log of promotions.
    """
    wanted = [(workspace.task(name), workspace.spec(name)) for name in tasks]
    history = history_of(workspace)
    versions = workspace.lake.versions()
    lineage = Lineage.of(workspace)
    done = []
    for task, spec in wanted:
        log.info("train %s: horizon %d days", task.name, task.horizon.days)
        registry = workspace.registry
        trained = train(
            history,
            task,
            workspace.features,
            spec,
            trials,
            seed,
            journal=registry.journal(task.name, _key(workspace, task, spec, versions, seed)),
            champion=registry.champion(task.name),
            protected=workspace.settings.protected,
        )
        figures = {"shap.png": summary_figure(trained.model, trained.judged)}
        papers = write_papers(workspace, trained, versions, lineage, at)
        alias = registry.keep(trained, versions, at, figures, papers)
        if alias == CHAMPION or trained.duel is None:
            keep_grades(workspace, trained)
        done.append((trained, alias))
    return done


def write_papers(
    workspace: Workspace,
    trained: Trained,
    versions: Mapping[str, int],
    lineage: Lineage,
    at: datetime,
) -> dict[str, str]:
    """Write the report and the card of a model, and return their texts by file name.

    Raises
    ------
    ReportError
        If a number of them is not the one by which the model was graded.
    """
    check_review(trained.review, trained.graded)
    review = replace(
        trained.review,
        versions=versions,
        features=tuple(
            told._replace(fields=lineage.fields_of(feature))
            for told, feature in zip(
                trained.review.features, features_of(trained.model), strict=True
            )
        ),
    )
    papers = {
        REPORT: write_model_report(review, workspace.settings.currency, at),
        CARD: write_model_card(review, at),
    }
    workspace.papers.mkdir(parents=True, exist_ok=True)
    for name, text in papers.items():
        (workspace.papers / f"{review.task}_{name}").write_text(text, encoding="utf-8")
    return papers


def _key(
    workspace: Workspace, task: Task, spec: ModelSpec, versions: Mapping[str, int], seed: int
) -> str:
    """Return a digest of all that the trials of a search depend on."""
    of = {
        "lake": versions.get(HISTORY.name),
        "task": task.model_dump(mode="json"),
        "spec": spec.model_dump(mode="json"),
        "features": [declared(feature) for feature in workspace.features],
        "seed": seed,
    }
    text = json.dumps(of, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def history_of(workspace: Workspace) -> History:
    """Return the one history of a workspace.

    Raises
    ------
    LakeError
        If it was not built yet.
    """
    check_built(workspace)
    return read_history(workspace.lake)


def check_built(workspace: Workspace) -> None:
    """Raise LakeError unless the history was built."""
    if workspace.lake.version(HISTORY) is None:
        raise LakeError(
            f"{workspace.lake.folder} has no history yet; run "
            f"`patron -w {workspace.configs} build` first."
        )


def keep_grades(workspace: Workspace, trained: Trained) -> None:
    """Put the grades of a model into the lake, in the place of the task's older ones."""
    import pyarrow.compute as pc

    before = workspace.lake.read(GRADES)
    others = before.filter(pc.not_equal(before["task"], trained.model.task))
    workspace.lake.replace(GRADES, pa.concat_tables([others, trained.graded.table]))
