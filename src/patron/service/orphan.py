"""End a worker whose parent was killed.

BentoML's workers live in sessions of their own: when ``bentoml serve`` itself is killed, they go on
answering, from the old settings, beside those of whatever is started next.
"""

import logging
import os
import signal
import threading
import time

log = logging.getLogger(__name__)

SECONDS = 1.0


def is_worker(arguments: list[str]) -> bool:
    """Return whether a process with these arguments is a worker that BentoML has started.

    Whatever else serves the application may well outlive the process that started it.
    """
    return "--worker-id" in arguments


def end_with_parent(seconds: float = SECONDS) -> None:
    """Stop this process, as SIGTERM does, soon after the one that started it has gone.

    Parameters
    ----------
    seconds
        Time between two looks.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(seconds)
        log.warning("service: the process that started this worker has gone; it stops too")
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()
