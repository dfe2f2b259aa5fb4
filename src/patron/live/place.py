"""Which file of SQLite lies under a name, and which log beside it.

SQLite finds its log by name alone. Where another file is put under the name, the log of the one
before would be read into it.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

# Device and number of a file, which stay with it whatever it is called.
Identity = tuple[int, int]


def identity_of(path: str | Path) -> Identity:
    """Return which file lies under a name.

    Raises
    ------
    OSError
        If there is none, or it cannot be looked at.
    """
    # Every answer looks; a path as text is looked at in half the time.
    stat = os.stat(str(path))
    return stat.st_dev, stat.st_ino


def log_of(path: Path) -> Identity | None:
    """Return which log lies beside a file of SQLite, None if none does."""
    try:
        return identity_of(f"{path}-wal")
    except OSError:
        return None


def set_log_aside(path: Path, of_before: Identity | None) -> None:
    """Give the log of a file another name if it still lies beside the one that took its place.

    Parameters
    ----------
    path
        Of the database.
    of_before
        The log that was seen beside the file before, None if none was.
    """
    if of_before is None or log_of(path) != of_before:
        return
    with suppress(FileNotFoundError):
        for suffix in ("-wal", "-shm"):
            os.replace(f"{path}{suffix}", f"{path}{suffix}.{of_before[1]}")
    log.warning("live: the log of the file before is kept as %s-wal.%s", path, of_before[1])
