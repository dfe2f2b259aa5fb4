"""Keep the newest sound bundle at hand, and notice when there is a newer one."""

import gc
import logging
import threading
from pathlib import Path

from patron.errors import PatronError
from patron.models import current_version, read_bundle
from patron.service.champions import Champions, make_champions
from patron.service.trial import try_out

log = logging.getLogger(__name__)

# Collections stop all answers for as long as they take: those of old objects are made rare, and
# those of new ones look at no more than takes a few milliseconds.
THRESHOLDS = (5_000, 5, 1_000)


class BundleWatch:
    """The champions to answer with.

    A new bundle takes the place of the old one in one step. One that is damaged, or cannot answer,
    is refused, and the old one goes on answering.

    Parameters
    ----------
    folder
        Home of the workspace's bundles.
    seconds
        Time between two looks at the folder.
    """

    def __init__(self, folder: Path, seconds: float = 1.0) -> None:
        self.champions: Champions | None = None
        self.trouble: str | None = None
        self._folder = folder
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bundle-watch", daemon=True)

    def start(self) -> None:
        """Look once, and from now on again and again."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        gc.unfreeze()

    def look(self) -> None:
        """Take the current bundle if it is another one than before."""
        try:
            version = current_version(self._folder)
            if self.champions is None or version != self.champions.version:
                champions = make_champions(read_bundle(self._folder, version))
                try_out(champions)
                self.champions = champions
                log.info("service: bundle %s", version)
                _settle()
            self.trouble = None
        # Whatever is wrong with a bundle, even a mistake of ours, must not stop the answers.
        except Exception as error:
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        trouble = f"{type(error).__name__}: {error}"
        if trouble != self.trouble:
            known = isinstance(error, PatronError)
            log.warning("service: no newer bundle: %s", error, exc_info=None if known else error)
        self.trouble = trouble

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            self.look()


def _settle() -> None:
    """Take all objects that live as long as the bundle out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
