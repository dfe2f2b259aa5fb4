"""The database behind the live store: SQLite in WAL mode, or PostgreSQL."""

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from patron.errors import ConfigError, StoreError, StoreUnavailable
from patron.live.outage import DAMAGED, is_damaged, remedy_of

# How long a writer waits for another, and anybody for a server that does not answer, in seconds.
PATIENCE = 30.0
# Whoever finds so many pages in SQLite's log brings them into the file; where somebody does so now
# and then (`patron.live.checkpoint`), few are left.
LOG_PAGES = 4_000
_TURNS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


def read_url(url: str) -> URL:
    """Return the parsed address of a database.

    Raises
    ------
    ConfigError
        If it is none.
    """
    try:
        return make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "The address of the live store (PATRON_DATABASE_URL) is not one; write for example "
            "sqlite:///data/live/shop.db or postgresql+psycopg://user:password@host/database."
        ) from error


def open_engine(url: URL, patience: float = PATIENCE) -> Engine:
    """Return the engine of a database, which connects when it is first used.

    Parameters
    ----------
    patience
        How long a writer waits for another, and anybody for a server that does not answer, in
        seconds.

    Raises
    ------
    ConfigError
        If its kind is unknown or the driver is not installed.
    """
    try:
        if url.get_backend_name() == "postgresql":
            # All reads of one answer must see one publication.
            return create_engine(
                _with_driver(url),
                isolation_level="REPEATABLE READ",
                pool_pre_ping=True,
                pool_size=16,
                max_overflow=16,
                pool_timeout=patience,
                connect_args=_patient(url, patience),
            )
        if url.get_backend_name() != "sqlite":
            raise NoSuchModuleError("only SQLite and PostgreSQL are known here")
        engine = create_engine(url, execution_options={"patience": patience})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"The live store cannot be a {url.drivername!r} database: {error}. "
            "Install its driver (extra `postgres` for PostgreSQL), or correct PATRON_DATABASE_URL."
        ) from error
    event.listen(engine, "connect", partial(_prepare, patience))
    event.listen(engine, "begin", _begin)
    return engine


def insert(dialect: str, table: Table) -> Any:
    """Return an INSERT that can be told what to do with a key that is there."""
    made = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return made(table)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Return a connection with a transaction for `Statement`s, which sees one moment."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # What the pool does with a connection that comes back ends it.
            driver: Any = connection.connection.driver_connection
            driver.execute("BEGIN")
        yield connection


@contextmanager
def writing(engine: Engine, durable: bool = False) -> Iterator[Connection]:
    """Return a connection with a transaction that writes.

    Parameters
    ----------
    durable
        Whether what is committed must outlive a loss of power, and not only of the process.
    """
    options: dict[str, Any] = {"writes": True, "durable": durable}
    if engine.dialect.name == "postgresql":
        # A writer waits for another and then sees what that one wrote.
        options["isolation_level"] = "READ COMMITTED"
    with _turn(engine), engine.execution_options(**options).begin() as connection:
        yield connection


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Let the writers of this process to one file of SQLite go one after the other.

    SQLite lets who waits try again now and then, and who writes without a pause may be in its way
    each time.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    turn, patience = _TURNS[str(engine.url.database)], engine.get_execution_options()["patience"]
    if not turn.acquire(timeout=patience):
        raise StoreUnavailable(
            f"The live store {engine.url.render_as_string()} cannot be written now: another "
            f"thread has been at it for {patience:g} seconds. It goes on when that one is done."
        )
    try:
        yield
    finally:
        turn.release()


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what goes wrong in reading or writing the database into a StoreError.

    Raises
    ------
    StoreUnavailable
        If it cannot be for now: what is right will do later.
    StoreError
        If there is another mistake. Both with the address (without a password), what was found,
        and what to do.
    """
    try:
        yield
    # What is handed to SQLite's driver as it is comes back as its own errors.
    except (SQLAlchemyError, sqlite3.Error) as error:
        found = str(getattr(error, "orig", None) or error).strip().split("\n", maxsplit=1)[0]
        remedy = remedy_of(error)
        if remedy is not None:
            raise StoreUnavailable(
                f"The live store {url.render_as_string()} cannot be read or written now: "
                f"{found}. Nothing of what was being written is kept. {remedy}"
            ) from error
        advice = "If it was never published, `patron score` writes it."
        raise StoreError(
            f"The live store {url.render_as_string()} cannot be read or written: {found}. "
            f"{DAMAGED if is_damaged(error) else advice}"
        ) from error


def _prepare(patience: float, connection: Any, _: object) -> None:
    # Without this, Python's driver would begin no transaction before reads, and end those of
    # writes on its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {round(1_000 * patience)}")
    cursor.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    is_writer = options.get("writes", False)
    if is_writer:
        # In WAL mode, NORMAL leaves it to the system when a commit reaches the disk.
        level = "FULL" if options.get("durable", False) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _patient(url: URL, patience: float) -> dict[str, Any]:
    """Return how PostgreSQL is connected to; what the address says itself holds."""
    timeout = f"-c lock_timeout={round(1_000 * patience)}"
    said = {"connect_timeout": max(2, round(patience)), "options": timeout, **url.query}
    if "options" in url.query:
        said["options"] = f"{timeout} {url.query['options']}"
    return {name: said[name] for name in ("connect_timeout", "options")}


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
