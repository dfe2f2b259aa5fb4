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


def remedy_of(error: SQLAlchemyError) -> str | None:
    """Return what helps where a database cannot be used for now; None for any other mistake."""
    if isinstance(error, PoolTimeout):
        return CROWDED
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        # An extended code has its primary one in its last byte.
        return SQLITE.get(code & 0xFF)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
    # psycopg has no code where there was no server to give one.
    has_no_server = type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout")
    return AWAY if error.connection_invalidated or has_no_server else None
