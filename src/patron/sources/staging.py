"""Rows of one table made from records, each with the reason why it cannot be taken, if any."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.errors import ConfigError
from patron.lake.database import SQL_TYPES, first_line, literal, quoted
from patron.schema import FLAG, INTERACTIONS, REAL, TEXT, TIME
from patron.sources.expression import CAST, cannot_fail, check_columns, check_form
from patron.sources.records import columns_of
from patron.sources.section import CONTENT_ID, Section

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Blanks at either end of a text: also tabs, ends of lines and the space that does not break.
BLANK = r"'^[\s\x{A0}]+|[\s\x{A0}]+$'"
FIRST, LAST = "TIMESTAMPTZ '0001-01-02 00:00Z'", "TIMESTAMPTZ '9999-12-30 00:00Z'"
NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"}
WISHES = {
    TIME: "is not a time; write ISO 8601 such as 2024-01-31T10:00:00",
    REAL: "is not a finite number; write digits and a point such as 12.50",
    FLAG: "is neither true nor false",
}
COUNTED = (
    " is a number, but must be a time; for seconds since 1970 write to_timestamp(…::BIGINT), for "
    "milliseconds epoch_ms(…::BIGINT)"
)


def query_of(connection: "DuckDBPyConnection", section: Section, source: str, path: Path) -> str:
    """Return the query of a section's rows over the view ``records``, having checked it.

    It yields the columns of the section's table in order; ``_file`` and ``_row``, where the record
    is; ``_reason``, null where the row can be taken; and ``_first_file`` and ``_first_row``, null.
    Blank text is null.

    Parameters
    ----------
    connection
        Database with the view ``records``.
    section
        What is wanted.
    source
        Name of the source.
    path
        A file of the source, for messages.

    Raises
    ------
    ConfigError
        If an expression is not one, names a column that is not there, or is of a type that
        cannot be meant.
    """
    import duckdb

    columns = columns_of(connection, "records")
    found = [
        _evaluated(connection, columns, expression, f"{source}: {section.table.name}.{name}", path)
        for name, expression in section.expressions.items()
    ]
    given = []
    for (name, expression), sql in zip(section.expressions.items(), found, strict=True):
        try:
            given += _types(connection, [sql])
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise ConfigError(
                f"{source}: {section.table.name}.{name}: {expression!r} cannot be computed: "
                f"{first_line(error).rstrip('.')}. {CAST}"
            ) from error
    try:
        _check_times(section, given, source)
        query = _query(section, source, found, given)
        connection.execute(f"DESCRIBE {query}")
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise ConfigError(
            f"{source}: {section.table.name} cannot be made: {first_line(error).rstrip('.')}."
        ) from error
    return query


def _evaluated(
    connection: "DuckDBPyConnection", columns: list[str], expression: str, where: str, path: Path
) -> str:
    """Return SQL of a struct with the value ``v``, null where the expression fails."""
    # A column's name alone needs no quotes, whatever letters or words of SQL it is made of.
    if expression in (*columns, CONTENT_ID):
        return f"{{'v': {quoted(expression)}}}"
    tree = check_form(connection, expression, where)
    check_columns(tree, columns, f"{where}: {path}")
    value = f"{{'v': (\n{expression}\n)}}"
    return value if cannot_fail(tree) else f"TRY({value})"


def _types(connection: "DuckDBPyConnection", found: list[str]) -> list[str]:
    """Return the SQL types of the values found."""
    values = ", ".join(f"({sql}).v" for sql in found)
    return [
        row[1] for row in connection.execute(f"DESCRIBE SELECT {values} FROM records").fetchall()
    ]


def _check_times(section: Section, given: list[str], source: str) -> None:
    """Refuse numbers as times: whether they are seconds, milliseconds or dates is not known."""
    for name, type_ in zip(section.expressions, given, strict=True):
        if section.table.columns[name] == TIME and type_.lstrip("U") in NUMBERS:
            raise ConfigError(
                f"{source}: {section.table.name}.{name} is a number, but must be a time; for "
                f"seconds since 1970 write to_timestamp(…), for milliseconds epoch_ms(…)."
            )


def _query(section: Section, source: str, found: list[str], given: list[str]) -> str:
    """Return the query in three layers: evaluate, bring into our types, give reasons."""
    names = list(section.expressions)
    types = {name: section.table.columns[name] for name in names}
    evaluated = ", ".join(
        f"{sql} AS {quoted(name)}" for name, sql in zip(names, found, strict=True)
    )
    typed = ", ".join(
        f"{quoted(name)} AS {quoted('given_' + name)}, "
        f"{_typed(name, type_, is_text=given_type == 'VARCHAR')} AS {quoted(name)}"
        for (name, type_), given_type in zip(types.items(), given, strict=True)
    )
    taken = ", ".join(
        literal(source) + " AS source"
        if name == "source"
        else f"{quoted(name) if name in types else 'NULL'}::{SQL_TYPES[type_]} AS {quoted(name)}"
        for name, type_ in section.table.columns.items()
    )
    wanted = ""
    if section.unless_blank is not None:
        blank = section.unless_blank
        wanted = f"WHERE {quoted(blank)} IS NOT NULL OR {quoted('given_' + blank)} IS NULL"
    return (
        f"SELECT {taken}, _file, _row, {_reason(section)} AS _reason, "
        f"NULL::INT AS _first_file, NULL::BIGINT AS _first_row FROM (SELECT _file, _row, "
        f"{typed} FROM (SELECT _file, _row, {evaluated} FROM records)) {wanted}"
    )


def _text(struct: str) -> str:
    return f"nullif(regexp_replace({quoted(struct)}.v::VARCHAR, {BLANK}, '', 'g'), '')"


def _typed(name: str, type_: pa.DataType, is_text: bool) -> str:
    if type_ == TEXT and is_text:
        return _text(name)
    cast = f"TRY_CAST({quoted(name)}.v AS {SQL_TYPES[type_]})"
    if type_ == REAL:
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"
    if type_ == TIME:
        # Python knows no other years, and infinity is no time.
        return f"CASE WHEN {cast} BETWEEN {FIRST} AND {LAST} THEN {cast} END"
    return cast


def _reason(section: Section) -> str:
    """Return SQL of why a row cannot be taken: the first thing that is wrong with it."""
    cases = [case for name in section.expressions for case in _reasons(section, name)]
    return "CASE " + " ".join(f"WHEN {case} THEN {reason}" for case, reason in cases) + " END"


def _reasons(section: Section, name: str) -> Iterator[tuple[str, str]]:
    """Yield condition and reason, as SQL, of all that can be wrong with one column."""
    value, given, text = quoted(name), quoted("given_" + name), _text("given_" + name)
    shown = f"{literal(name + ': ')} || chr(39) || left({text}, 100) || chr(39)"
    yield f"{given} IS NULL", literal(f"{name}: cannot be computed")
    wish = WISHES.get(section.table.columns[name])
    if wish:
        there = f"{given}.v IS NOT NULL AND {text} IS NOT NULL"
        if section.table.columns[name] == TIME:
            counted = f"{there} AND regexp_full_match({text}, '[0-9]{{9,14}}')"
            yield f"{value} IS NULL AND {counted}", f"{shown} || {literal(COUNTED)}"
        yield f"{value} IS NULL AND {there}", f"{shown} || {literal(' ' + wish)}"
    if name in section.mandatory:
        yield f"{value} IS NULL", literal(f"{name}: is missing")
    if section.table is INTERACTIONS and name == "sentiment":
        yield f"{value} NOT BETWEEN -5 AND 5", f"{shown} || {literal(' is not between -5 and 5')}"
    if section.table is INTERACTIONS and name == "actor":
        wish = " is neither customer nor company"
        yield f"{value} NOT IN ('customer', 'company')", f"{shown} || {literal(wish)}"
