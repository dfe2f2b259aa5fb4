"""One writer at a time: for a customer within a transaction, for a whole job across processes."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, text

from patron.errors import StoreError
from patron.live.database import file_of

# Customers share this many locks, so that the table stays small.
SLOTS = 1_024
# In one order, so that no two wait for each other.
HOLD = text(
    "INSERT INTO locks (slot) SELECT slot FROM unnest(CAST(:slots AS integer[])) AS s (slot) "
    "ORDER BY slot ON CONFLICT (slot) DO UPDATE SET slot = excluded.slot"
)
# How long a job waits for another of its kind, in seconds.
PATIENCE = 600


def hold(connection: Connection, names: Iterable[str]) -> None:
    """Let no other transaction that holds one of the names go on before this one has ended."""
    # An SQLite database has one writer at a time anyway.
    if connection.dialect.name == "sqlite":
        return
    slots = sorted({zlib.crc32(name.encode()) % SLOTS for name in names})
    if slots:
        connection.execute(HOLD, {"slots": slots})


@contextmanager
def alone(url: URL, engine: Engine, job: str, patience: float = PATIENCE) -> Iterator[None]:
    """Wait until no other process does the job on this database, and keep others out meanwhile.

    Raises
    ------
    StoreError
        If another one is still at it after `patience` seconds.
    """
    file = file_of(url)
    if file is not None:
        from filelock import FileLock, Timeout

        try:
            with FileLock(f"{file}.{job}.lock", timeout=patience):
                yield
        except Timeout as error:
            raise _busy(job, patience) from error
    elif engine.dialect.name == "postgresql":
        # The lock is the connection's, and goes with it if the process is killed.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"SET lock_timeout = '{int(1000 * patience)}ms'"))
            key = {"key": zlib.crc32(f"patron {job}".encode())}
            try:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
            except Exception as error:
                if "lock timeout" in str(error):
                    raise _busy(job, patience) from error
                raise
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
                connection.execute(text("RESET lock_timeout"))
    else:
        yield


def _busy(job: str, patience: float) -> StoreError:
    return StoreError(
        f"Another process has been at it ({job}) for {patience:g} seconds; wait until it is done."
    )
