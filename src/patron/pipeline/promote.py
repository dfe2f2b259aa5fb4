"""Make another version champion, and let the service answer with it at once."""

import logging
from dataclasses import dataclass
from datetime import datetime

from patron.errors import ModelError
from patron.models import read_bundle, write_bundle
from patron.pipeline.workspace import Workspace

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Promoted:
    """What was done.

    Parameters
    ----------
    sentence
        Which version is champion now, which was, who wanted it and why.
    bundle
        Version of the bundle in which the service finds it; None if there is no bundle that
        answers for the task, so that `patron score` must make one.
    """

    sentence: str
    bundle: str | None


def promote(
    workspace: Workspace, task: str, version: int, by: str, why: str, at: datetime
) -> Promoted:
    """Return what was done to make a version champion; see `Registry.promote`."""
    sentence = workspace.registry.promote(task, version, by, why, at)
    return Promoted(sentence, export_champion(workspace, task))


def rollback(workspace: Workspace, task: str, by: str, why: str, at: datetime) -> Promoted:
    """Return what was done to take the champion back by one; see `Registry.rollback`."""
    sentence = workspace.registry.rollback(task, by, why, at)
    return Promoted(sentence, export_champion(workspace, task))


def export_champion(workspace: Workspace, task: str) -> str | None:
    """Return the version of a new bundle that has the champion of a task; all else is as it was.

    None if there is no bundle yet, or it does not answer for the task: only scoring knows what
    else belongs there.
    """
    try:
        bundle = read_bundle(workspace.bundles)
    except ModelError as error:
        log.warning("promote: no bundle is written: %s", error)
        return None
    champion = workspace.registry.champion(task)
    if champion is None or task not in bundle.models:
        return None
    version = write_bundle(workspace.bundles, {**bundle.models, task: champion}, bundle.texts)
    log.info("bundle: %s has %s for %s", version, champion.name, task)
    return version
