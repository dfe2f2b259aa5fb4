"""Queries that answers are made from, handed to the database's driver as they are.

An answer for one customer asks a handful of them for a row or two each, and SQLAlchemy takes ten
times as long to pass one on as SQLite takes to answer it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

# Values in one IN list; databases bound their number.
AT_A_TIME = 500
LIST = "IN :values"
NAMED = re.compile(r":(\w+)")


class Statement:
    """A query with parameters written ``:name``, and a list of values or pairs ``IN :values``.

    Parameters
    ----------
    query
        SQL that SQLite and PostgreSQL understand, without a percent sign.
    """

    def __init__(self, query: str) -> None:
        self._query = query

    def rows(
        self, connection: Connection, values: Sequence[Any], **given: Any
    ) -> Iterator[Sequence[Any]]:
        """Yield the rows about any of the values, some values at a time.

        Parameters
        ----------
        connection
            Of the database.
        values
            Each counts once.
        given
            The query's other parameters.
        """
        distinct = list(dict.fromkeys(values))
        for start in range(0, len(distinct), AT_A_TIME):
            part = distinct[start : start + AT_A_TIME]
            width = len(part[0]) if isinstance(part[0], tuple) else 0
            flat = part if not width else [value for pair in part for value in pair]
            named = {f"values_{place}": value for place, value in enumerate(flat)}
            yield from self._run(connection, len(part), width, {**given, **named})

    def first(self, connection: Connection, **given: Any) -> Sequence[Any] | None:
        """Return the first row of a query without a list, None if there is none."""
        rows = self._run(connection, 0, 0, given)
        return rows[0] if rows else None

    def run_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write with each row as the parameters of a query without a list."""
        query = _written(self._query, 0, 0, connection.dialect.name)
        with _explained(connection, query) as driver:
            driver.cursor().executemany(query, rows)

    def _run(
        self, connection: Connection, many: int, width: int, given: dict[str, Any]
    ) -> list[Sequence[Any]]:
        query = _written(self._query, many, width, connection.dialect.name)
        with _explained(connection, query) as driver:
            rows: list[Sequence[Any]] = driver.execute(query, given).fetchall()
        return rows


@contextmanager
def _explained(connection: Connection, query: str) -> Iterator[Any]:
    """Return the driver's connection, whose errors become SQLAlchemy's in the ``with`` block."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    errors = dialect.loaded_dbapi.Error
    try:
        yield driver
    except errors as error:
        is_gone = dialect.is_disconnect(error, driver, None)
        if is_gone:
            connection.invalidate(error)
        raise DBAPIError.instance(
            query, None, error, errors, connection_invalidated=is_gone, dialect=dialect
        ) from error


@lru_cache(maxsize=1_000)
def _written(query: str, many: int, width: int, dialect: str) -> str:
    """Return the query as a driver takes it, with room for so many values, or tuples of them."""
    places = [f":values_{place}" for place in range(many * max(width, 1))]
    if width:
        tuples = (places[start : start + width] for start in range(0, len(places), width))
        places = [f"({', '.join(one)})" for one in tuples]
    is_sqlite = dialect == "sqlite"
    listed = ", ".join(places)
    query = query.replace(
        LIST, f"IN (VALUES {listed})" if width and is_sqlite else f"IN ({listed})"
    )
    return query if is_sqlite else NAMED.sub(r"%(\1)s", query)
