"""Tell a database that cannot be used for now from one that is wrong."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

FULL = "Make room on its disk; it goes on by itself."
BUSY = "Another process has been writing for too long; it goes on when that one is done."
SHUT = "Let the user of this process read and write the file and its folder."
BROKEN = "Look at its disk (and at limits on the size of files); it goes on when that works."
AWAY = "Is the server running and reachable? It goes on when it is."
CROWDED = "All connections are in use; it goes on when some are free."
READ_ONLY = "The server takes no writes; it goes on when it does."
# This does not go by.
DAMAGED = (
    "The file is damaged: put a backup in its place. Without one move it away, with its -wal and "
    "-shm, and run `patron score`; what came since the last `patron collect` was only in it."
)

# By primary result code (https://www.sqlite.org/rescode.html).
SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: BROKEN,
    sqlite3.SQLITE_READONLY: SHUT,
    sqlite3.SQLITE_PERM: SHUT,
    sqlite3.SQLITE_CANTOPEN: SHUT,
}
# By SQLSTATE or its class (PostgreSQL manual, appendix A).
POSTGRESQL = {
    "08": AWAY,
    "57": AWAY,
    "53100": FULL,
    "53": CROWDED,
    "55P03": BUSY,
    "40": BUSY,
    "25006": READ_ONLY,
    "58": BROKEN,
}


def is_damaged(error: SQLAlchemyError | sqlite3.Error) -> bool:
    """Return whether SQLite finds its file damaged, or no database at all."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def remedy_of(error: SQLAlchemyError | sqlite3.Error) -> str | None:
    """Return what helps where a database cannot be used for now; None for any other mistake."""
    if isinstance(error, PoolTimeout):
        return CROWDED
    code = _code(error)
    if code is not None:
        return SQLITE.get(code)
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
    # psycopg has no code where there was no server to give one.
    has_no_server = type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
    return AWAY if error.connection_invalidated or has_no_server else None


def _code(error: SQLAlchemyError | sqlite3.Error) -> int | None:
    """Return the primary result code of SQLite, None of an error of another kind."""
    code: int | None = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    # An extended code has its primary one in its last byte.
    return None if code is None else code & 0xFF
