"""Which fields of a source's files each of our columns is made of."""

from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from patron.errors import ConfigError
from patron.lake.database import literal
from patron.schema import READ_FROM_SOURCES
from patron.sources.base import OURS, Source, Values
from patron.sources.expression import check_form, columns_of
from patron.sources.files import locate

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CONSTANTS = ("null", "true", "false")
# Lines that are no records; nobody looks at them here.
UNREADABLE = "CREATE TABLE unreadable (file INT, line BIGINT, reason VARCHAR, record VARCHAR)"
# Table and column, or name where a table has one row a value.
Place = tuple[str, str]


def mapped_fields(source: Source, columns: Collection[str] = ()) -> Mapping[Place, tuple[str, ...]]:
    """Return the fields that a source's mapping names, by table and column.

    Parameters
    ----------
    source
        The source. Of IDENTIFIERS and ATTRIBUTES the column is the name of the value, such as
        ``email``, or ``account`` or ``known_at``. What ``where`` names is of the table
        ``records``.
    columns
        Columns of its files, where they are known: one called ``e-mail`` is then not taken for a
        difference. What is no expression is a column's name, for the source was read with it.
    """
    import duckdb

    with duckdb.connect() as connection:
        return {
            place: _fields(connection, expression, source.name, columns)
            for place, expression in _expressions(source).items()
        }


def _fields(
    connection: "DuckDBPyConnection", expression: str, where: str, columns: Collection[str]
) -> tuple[str, ...]:
    # A plain word is a column's name, even one that SQL keeps for itself.
    is_word = expression.isidentifier() and expression.lower() not in CONSTANTS
    if is_word or expression in columns:
        return (expression,)
    try:
        tree = check_form(connection, expression, where)
    except ConfigError:
        return (expression,)
    return tuple(dict.fromkeys(columns_of(tree)))


def _expressions(source: Source) -> dict[Place, str]:
    found: dict[Place, str] = {}
    if source.where is not None:
        found["records", "where"] = source.where
    for table in READ_FROM_SOURCES:
        said = getattr(source, table.name)
        if isinstance(said, Values):
            found |= {(table.name, name): text for name, text in said.values.items()}
            found[table.name, "account"] = said.account
            if said.known_at is not None:
                found[table.name, "known_at"] = said.known_at
        elif said is not None:
            found |= {(table.name, column): text for column, text in said.items()}
    return found


def file_fields(source: Source, raw: Path) -> tuple[str, ...]:
    """Return the fields that a source's files have, whether mapped or not, those of lookups too.

    Of several files of one pattern the first is looked at.

    Parameters
    ----------
    raw
        Folder of raw files.

    Raises
    ------
    SourceError
        If a file is missing or cannot be read.
    """
    import duckdb

    found: dict[str, None] = {}
    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = {literal(spill)}")
        connection.execute(UNREADABLE)
        for number, file in enumerate((source.file, *(one.file for one in source.lookup))):
            query = source.scan(connection, locate(source, file, raw)[0], number)
            if query is not None:
                described = connection.execute(f"DESCRIBE {query}").fetchall()
                found |= dict.fromkeys(row[0] for row in described if row[0] not in OURS)
    return tuple(found)
