"""Queries about some values, prepared once: to build one takes longer than to answer it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

# Values in one IN list; databases bound their number.
AT_A_TIME = 500
MANY, ONE = "IN :values", "= :values"


class Statement:
    """A query with one ``IN :values``.

    Parameters
    ----------
    query
        SQL.
    """

    def __init__(self, query: str) -> None:
        self._many = text(query).bindparams(bindparam("values", expanding=True))
        # A list is written anew for each call. A pair of columns has no other way.
        self._one = None if f") {MANY}" in query else text(query.replace(MANY, ONE))

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
        if len(distinct) == 1 and self._one is not None:
            yield from connection.execute(self._one, {**given, "values": distinct[0]}).tuples()
            return
        for start in range(0, len(distinct), AT_A_TIME):
            part = {**given, "values": distinct[start : start + AT_A_TIME]}
            yield from connection.execute(self._many, part).tuples()
