"""Log lines as a person wants them: a progress bar on a terminal, plain lines elsewhere."""

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn


@contextmanager
def logging_to_screen(quiet: bool) -> Iterator[None]:
    """Show what the stages log while the block runs; with `quiet`, warnings only."""
    console = Console(stderr=True, highlight=False)
    root = logging.getLogger("patron")
    root.setLevel(logging.WARNING if quiet else logging.INFO)
    handler = _Bars(console) if console.is_terminal and not quiet else _lines()
    root.addHandler(handler)
    with warnings.catch_warnings():
        # Warnings of libraries are for whoever develops with them, not for whoever runs patron.
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        try:
            yield
        finally:
            root.removeHandler(handler)
            handler.close()


def _lines() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler


class _Bars(logging.Handler):
    """Prints each line, and under the newest one a bar of how much is done."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn())
        self.progress = Progress(*columns, MofNCompleteColumn(), console=console, transient=True)
        self.bar = self.progress.add_task("starting", total=None)
        self.progress.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Print a line; one with ``done`` and ``of`` moves the bar instead."""
        done, of = getattr(record, "done", None), getattr(record, "of", None)
        if done is None:
            self.progress.console.print(record.getMessage(), markup=False)
        self.progress.update(
            self.bar, description=record.getMessage()[:70], completed=done or 0, total=of
        )

    def close(self) -> None:
        """Take the bar away."""
        self.progress.stop()
        super().close()
