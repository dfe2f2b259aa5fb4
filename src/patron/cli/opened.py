"""The workspace that the options before the command choose."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from patron.pipeline import Workspace


@dataclass(frozen=True)
class Chosen:
    """What the options before the command say."""

    workspace: Path
    quiet: bool


@contextmanager
def opened(context: typer.Context) -> Iterator["Workspace"]:
    """Yield the workspace, with what the stages log on the screen."""
    from patron.cli.progress import logging_to_screen
    from patron.pipeline import Workspace

    chosen: Chosen = context.obj
    folder = chosen.workspace
    if not folder.is_dir() and len(folder.parts) == 1 and Path("configs").is_dir():
        folder = Path("configs") / folder
    with logging_to_screen(chosen.quiet):
        yield Workspace(folder)
