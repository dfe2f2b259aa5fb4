"""The database of a live store: opened, made or brought up, read and written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from patron.errors import StoreError, StoreUnavailable
from patron.live.kept import Kept
from patron.live.place import Identity, identity_of, log_of, set_log_aside

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from patron.live.snapshot import Snapshot

log = logging.getLogger(__name__)


class OpenStore:
    """The database that `LiveStore` is about.

    Parameters
    ----------
    url, patience
        See `LiveStore`.
    """

    def __init__(self, url: str, patience: float | None = None) -> None:
        from patron.live import database

        self._url = database.read_url(url)
        seconds = database.PATIENCE if patience is None else patience
        self._engine: Engine = database.open_engine(self._url, seconds)
        self._path = database.file_of(self._url)
        self._is_ready = False
        self._file: Identity | None = None
        self._log: Identity | None = None
        self._kept = Kept()

    def __repr__(self) -> str:
        return f"LiveStore({self._url.render_as_string()!r})"

    @contextmanager
    def snapshot(self, prepared: bool = False) -> Iterator["Snapshot"]:
        """Return a view of the store that stays at one moment for the ``with`` block.

        Parameters
        ----------
        prepared
            Whether tables of an older version are brought up before.

        Raises
        ------
        StoreError
            If the store was never published, or cannot be read.
        """
        from patron.live import database
        from patron.live.snapshot import Snapshot

        self._must_be_there()
        if prepared and not self._is_ready:
            self.prepare()
        with self._explained(), database.reading(self._engine) as connection:
            yield Snapshot(connection, self._kept)

    def is_there(self) -> bool:
        """Return whether the database answers; that of SQLite does where its file is."""
        if self._path is not None:
            return self._path.exists()
        try:
            with self._explained(), self._engine.connect():
                return True
        except StoreError as error:
            log.warning("live: %s", error)
            return False

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def prepare(self) -> None:
        """Make the database and its tables where they are missing, and bring older ones up.

        Raises
        ------
        ConfigError
            If a newer version of patron made them.
        StoreError
            If they cannot be written.
        """
        from patron.live import database, migrate

        self._look_at_file()
        if self._is_ready:
            return
        folder = None if self._path is None else self._path.parent
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"{folder} cannot be made: {error}.") from error
        with self._explained():
            if folder is not None:
                # WAL stays with the file. It must be set outside a transaction.
                with self._engine.connect() as connection:
                    driver: Any = connection.connection.driver_connection
                    connection.rollback()
                    driver.execute("PRAGMA journal_mode = WAL")
            with database.writing(self._engine) as connection:
                migrate.upgrade(connection)
        self._look_at_file()
        self._is_ready = True

    @contextmanager
    def _reading(self) -> Iterator["Connection"]:
        with self._explained():
            self.prepare()
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def _writing(self, durable: bool = False) -> Iterator["Connection"]:
        from patron.live import database

        with self._explained():
            self.prepare()
            with database.writing(self._engine, durable) as connection:
                yield connection

    def _must_be_there(self) -> None:
        """Look at the file of SQLite, and raise StoreError if there is none."""
        self._look_at_file()
        if self._path is not None and self._file is None:
            raise StoreError(
                f"The live store {self._path} does not exist; `patron score` writes it."
            )

    def _look_at_file(self) -> None:
        """Let go of a file of SQLite that is no longer the one under its name.

        Its connections would go on writing to it, and all of that would be lost.
        """
        path = self._path
        if path is None:
            return
        try:
            file = identity_of(path)
        except FileNotFoundError as error:
            if self._file is None:
                return
            raise StoreError(
                f"The live store {path} has gone; put it back, or `patron score` writes it anew."
            ) from error
        except OSError as error:
            raise StoreUnavailable(f"The live store {path} cannot be read: {error}.") from error
        if self._file not in (None, file):
            log.warning("live: another file has taken the place of %s", path)
            set_log_aside(path, self._log)
            self._engine.dispose()
            self._kept, self._is_ready = Kept(), False
        self._file, self._log = file, log_of(path)

    def _explained(self) -> Any:
        from patron.live import database

        return database.explained(self._url)
