"""Write who looked at whom, in batches behind the answers.

An answer does not wait for its row: with SQLite each wait would be a turn at the one writer that
events need too. So a process that is killed loses what it did in the last quarter of a second;
one that is stopped loses nothing. If rows cannot be written, they are kept and tried again, and
when too many wait, nobody is answered any more until there is room: what is not written down is
not told.
"""

import logging
import threading
from collections import deque
from collections.abc import Iterable

from patron.errors import PatronError
from patron.live.audit import AuditLog, Look

log = logging.getLogger(__name__)

SECONDS = 0.25
MOST = 200_000
AT_A_TIME = 5_000


class Trail:
    """Rows on their way to the audit log.

    Parameters
    ----------
    audit
        Where they go.
    seconds
        How long rows wait for others at most.
    most
        How many may wait.
    """

    def __init__(self, audit: AuditLog, seconds: float = SECONDS, most: int = MOST) -> None:
        self._audit = audit
        self._seconds = seconds
        self._most = most
        self._waiting: deque[Look] = deque()
        self._writing = threading.Lock()
        self._trouble: str | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit-trail", daemon=True)

    def start(self) -> None:
        """Write from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and no more."""
        self._stopped.set()
        self.flush()
        self._audit.close()

    @property
    def waiting(self) -> int:
        """How many rows wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether no more rows can wait."""
        return self.waiting >= self._most

    def add(self, looks: Iterable[Look]) -> None:
        """Let rows be written soon."""
        self._waiting.extend(looks)

    def flush(self) -> None:
        """Write all rows that wait, in their order; what cannot be written stays."""
        with self._writing:
            while self._waiting:
                some = [self._waiting[n] for n in range(min(len(self._waiting), AT_A_TIME))]
                try:
                    self._audit.write(some)
                except PatronError as error:
                    if str(error) != self._trouble:
                        log.error("service: the audit log cannot be written: %s", error)
                    self._trouble = str(error)
                    return
                self._trouble = None
                for _ in some:
                    self._waiting.popleft()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            # Whatever goes wrong, the next batch must be tried.
            try:
                self.flush()
            except Exception:
                log.exception("service: the audit log cannot be written")
