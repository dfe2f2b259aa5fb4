"""A lake to try things out on: the same content, and writes that nobody sees."""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from patron.lake.lake import Lake
from patron.lake.lock import writing

log = logging.getLogger(__name__)


@contextmanager
def copied(lake: Lake) -> Iterator[Lake]:
    """Yield a lake of the same content, which goes with the ``with`` block.

    Its data files are links to those of the lake, because these never change, so that making it
    takes neither time nor room. Where the file system has no links they are copied.

    Parameters
    ----------
    lake
        What is copied; it must exist. Writers wait while it is.
    """
    with TemporaryDirectory(prefix=".copy-of-", dir=lake.folder.parent) as folder:
        copy = Path(folder) / lake.folder.name
        with writing(lake.folder):
            ignored = shutil.ignore_patterns(".lock")
            shutil.copytree(lake.folder, copy, copy_function=_link, ignore=ignored)
        yield Lake(copy, lake.memory, lake.threads)


def _link(file: str, place: str) -> None:
    if file.endswith(".parquet"):
        try:
            os.link(file, place)
            return
        except OSError as error:
            log.debug("lake: %s is copied, for it cannot be linked: %s", file, error)
    shutil.copy2(file, place)
