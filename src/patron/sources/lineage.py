"""Which fields of a source's files each of our columns is made of."""

from collections.abc import Mapping

from patron.schema import READ_FROM_SOURCES
from patron.sources.base import Source, Values
from patron.sources.expression import check_form, columns_of

# Table and column, or name where a table has one row a value.
Place = tuple[str, str]


def mapped_fields(source: Source) -> Mapping[Place, tuple[str, ...]]:
    """Return the fields that a source's mapping names, by table and column.

    Parameters
    ----------
    source
        The source. Of IDENTIFIERS and ATTRIBUTES the column is the name of the value, such as
        ``email``, or ``account`` or ``known_at``.

    Raises
    ------
    ConfigError
        If an expression cannot be read.
    """
    import duckdb

    with duckdb.connect() as connection:
        return {
            place: tuple(dict.fromkeys(columns_of(check_form(connection, expression, source.name))))
            for place, expression in _expressions(source).items()
        }


def _expressions(source: Source) -> dict[Place, str]:
    found: dict[Place, str] = {}
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
