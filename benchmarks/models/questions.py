"""Which question is asked of which data, and from which moments on the answers are judged."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from patron.history import History, read_history, unify
from patron.pipeline import Workspace
from patron.pipeline.build import build, identify
from patron.sources import read_sources

ROOT = Path(__file__).parents[2]
HOME = ROOT / "data" / "bench" / "models"
SHARED = Path(os.environ.get("PATRON_SHARED_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True)
class Question:
    """One task of one workspace, at several test cutoffs.

    Parameters
    ----------
    workspace
        Name of a folder of ``configs`` or of ``benchmarks/models/workspaces``.
    task
        Name of a task.
    ends
        Last days of the histories that the training sees; the judged windows end with them.
    """

    workspace: str
    task: str
    ends: tuple[date, ...]


# The newest windows that the data have, none of which is the window of another one's choices.
QUESTIONS = (
    Question("cdnow", "churn", (date(1998, 3, 31), date(1998, 5, 15), date(1998, 6, 30))),
    Question(
        "complete_journey", "churn", (date(2017, 11, 5), date(2017, 12, 3), date(2017, 12, 31))
    ),
    Question("mostly_grocery", "churn", (date(2008, 9, 16), date(2008, 12, 15), date(2009, 3, 15))),
    Question("cdnow", "lifetime_value", (date(1998, 3, 31), date(1998, 5, 15), date(1998, 6, 30))),
    Question(
        "complete_journey",
        "lifetime_value",
        (date(2017, 11, 5), date(2017, 12, 3), date(2017, 12, 31)),
    ),
)


def open_workspace(name: str) -> tuple[Workspace, History]:
    """Return a workspace, built under ``data/bench``, and its history.

    Raises
    ------
    FileNotFoundError
        If the data are measured on but not part of the project, and not there.
    """
    shipped = ROOT / "configs" / name
    if shipped.is_dir():
        workspace = Workspace(shipped, HOME)
        build(workspace)
        return workspace, read_history(workspace.lake)
    workspace = Workspace(Path(__file__).parent / "workspaces" / name, HOME)
    if not (SHARED / name).is_dir():
        raise FileNotFoundError(f"{SHARED / name} is not there; see PATRON_SHARED_DATA.")
    read_sources(workspace.sources, SHARED, workspace.lake)
    identify(workspace, workspace.lake)
    unify(workspace.lake)
    return workspace, read_history(workspace.lake)
