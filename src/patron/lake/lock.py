"""One writer at a time, also between processes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from patron.errors import LakeError

log = logging.getLogger(__name__)


@contextmanager
def writing(folder: Path, patience: float = 1.0) -> Iterator[None]:
    """Hold the right to write to the lake in `folder` for the length of the ``with`` block.

    A process that dies loses the right at once, so nothing has to be cleaned up.

    Parameters
    ----------
    folder
        The lake; it is made if it does not exist.
    patience
        Seconds after which waiting is said in the log; the wait itself has no end.

    Raises
    ------
    LakeError
        If `folder` cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A lock object of its own for each block: one that is shared lets its threads in together.
        lock = FileLock(folder / ".lock")
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            log.info("lake: waiting for another process that writes to %s", folder)
            lock.acquire()
    except OSError as error:
        raise LakeError(
            f"{folder} cannot be written: {error}. It must be a folder that you may write to."
        ) from error
    try:
        yield
    finally:
        lock.release()
