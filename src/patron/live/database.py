"""The database behind the live store: SQLite in WAL mode, or any other that SQLAlchemy knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from patron.errors import ConfigError, LakeError

# How long a writer waits for another, in milliseconds.
PATIENCE = 30_000


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


def open_engine(url: URL) -> Engine:
    """Return the engine of a database, which connects when it is first used.

    Raises
    ------
    ConfigError
        If its kind is unknown or the driver is not installed.
    """
    try:
        if url.get_backend_name() != "sqlite":
            # All reads of one answer must see one publication.
            return create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"The live store cannot be a {url.drivername!r} database: {error}. "
            "Install its driver, or correct PATRON_DATABASE_URL."
        ) from error
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what goes wrong in reading or writing the database into a LakeError.

    Raises
    ------
    LakeError
        With the address (without a password), what was found, and what to do.
    """
    try:
        yield
    except SQLAlchemyError as error:
        found = str(getattr(error, "orig", None) or error).strip().split("\n", maxsplit=1)[0]
        raise LakeError(
            f"The live store {url.render_as_string()} cannot be read or written: {found}. If it "
            "was never published or is damaged, `patron score` writes it anew."
        ) from error


def _prepare(connection: Any, _: object) -> None:
    # Without this, Python's driver would begin no transaction before reads, and end those of
    # writes on its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    is_writer = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")
