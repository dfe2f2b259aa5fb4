"""Bring what SQLite has in its log into its file, beside the writers.

Left to itself, SQLite does so in whatever write finds the log grown, and that one, with all who
wait for it, waits for the disk twice more. What was committed without waiting for the disk is on
it after the next round.
"""

import logging
import threading
from typing import Any

from patron.errors import PatronError
from patron.live.opened import OpenStore

log = logging.getLogger(__name__)

SECONDS = 0.5


class Checkpointer(OpenStore):
    """A thread that empties SQLite's log now and then; of another database it does nothing.

    Parameters
    ----------
    url, patience
        See `LiveStore`.
    seconds
        Time between two rounds.
    """

    def __init__(self, url: str, patience: float | None = None, seconds: float = SECONDS) -> None:
        super().__init__(url, patience)
        self._seconds = seconds
        self._trouble: str | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Do so from now on."""
        if self._engine.dialect.name == "sqlite":
            self._thread.start()

    def stop(self) -> None:
        """Do so no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self.close()

    def checkpoint(self) -> tuple[int, int]:
        """Return how many pages the log has, and how many of them are in the file by now.

        It waits for nobody, and nobody for it: pages that somebody still reads stay in the log.

        Raises
        ------
        StoreError
            If the file cannot be written; what was committed is in the log then.
        """
        self._look_at_file()
        if self._file is None:
            return 0, 0
        with self._explained(), self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            # It must be outside a transaction.
            connection.rollback()
            [(_, pages, moved)] = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        return pages, moved

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            # Whatever goes wrong, the next round must be tried.
            try:
                self.checkpoint()
                self._trouble = None
            except PatronError as error:
                if str(error) != self._trouble:
                    log.warning("live: the log of SQLite grows: %s", error)
                self._trouble = str(error)
            except Exception:
                log.exception("live: the log of SQLite grows")
