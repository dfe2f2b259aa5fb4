"""Rows of one table made from records, each with the reason why it cannot be taken, if any."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from patron.errors import ConfigError
from patron.lake.database import SQL_TYPES, first_line, literal, quoted
from patron.schema import FLAG, INTERACTIONS, REAL, TEXT, TIME
from patron.sources.expression import cannot_fail, check_columns, check_form
from patron.sources.records import columns_of
from patron.sources.section import CONTENT_ID, Section

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What counts as blank at either end of a text: also tabs and the space that does not break.
BLANK = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"
NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE"}
WISHES = {
    TIME: "is not a time; write ISO 8601 such as 2024-01-31T10:00:00",
    REAL: "is not a finite number; write digits and a point such as 12.50",
    FLAG: "is neither true nor false",
}


def stage(connection: "DuckDBPyConnection", section: Section, source: str, path: Path) -> None:
    """Add the section's rows to the DuckDB table ``staged``, made if need be.

    It has the columns of the section's table in order, ``_file``, ``_row`` and ``_reason``, null
    where the row can be taken; ``_first_file`` and ``_first_row`` are null. Blank text is null.

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

    columns = [*columns_of(connection, "records"), CONTENT_ID]
    found = [
        _evaluated(connection, columns, expression, f"{source}: {section.table.name}.{name}", path)
        for name, expression in section.expressions.items()
    ]
    query = _query(section, source, found)
    try:
        _check_types(connection, section, found, source)
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS staged AS {query} LIMIT 0")
        connection.execute(f"INSERT INTO staged {query}")
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise ConfigError(
            f"{source}: {section.table.name} cannot be made: {first_line(error)}."
        ) from error


def _evaluated(
    connection: "DuckDBPyConnection", columns: list[str], expression: str, where: str, path: Path
) -> str:
    """Return SQL of a struct with the value ``v``, null where the expression fails."""
    tree = check_form(connection, expression, where)
    check_columns(tree, columns, f"{where}: {path}")
    value = f"{{'v': (\n{expression}\n)}}"
    return value if cannot_fail(tree) else f"TRY({value})"


def _query(section: Section, source: str, found: list[str]) -> str:
    """Return the query in three layers: evaluate, bring into our types, give reasons."""
    names = list(section.expressions)
    types = {name: section.table.columns[name] for name in names}
    evaluated = ", ".join(
        f"{sql} AS {quoted(name)}" for name, sql in zip(names, found, strict=True)
    )
    typed = ", ".join(
        f"{quoted(name)} AS {quoted('given_' + name)}, {_typed(name, type_)} AS {quoted(name)}"
        for name, type_ in types.items()
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
    return f"nullif(trim({quoted(struct)}.v::VARCHAR, {BLANK}), '')"


def _typed(name: str, type_: pa.DataType) -> str:
    if type_ == TEXT:
        return _text(name)
    cast = f"TRY_CAST({quoted(name)}.v AS {SQL_TYPES[type_]})"
    if type_ == REAL:
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"
    if type_ == TIME:
        # Python knows no other years, and infinity is no time.
        return f"CASE WHEN year({cast}) BETWEEN 1 AND 9999 THEN {cast} END"
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
        yield f"{value} IS NULL AND {there}", f"{shown} || {literal(' ' + wish)}"
    if name in section.mandatory:
        yield f"{value} IS NULL", literal(f"{name}: is missing")
    if section.table is INTERACTIONS and name == "actor":
        wish = " is neither customer nor company"
        yield f"{value} NOT IN ('customer', 'company')", f"{shown} || {literal(wish)}"


def _check_types(
    connection: "DuckDBPyConnection", section: Section, found: list[str], source: str
) -> None:
    """Refuse numbers as times: whether they are seconds, milliseconds or dates is not known."""
    for name, sql in zip(section.expressions, found, strict=True):
        if section.table.columns[name] != TIME:
            continue
        [row] = connection.execute(f"DESCRIBE SELECT ({sql}).v FROM records").fetchall()
        if row[1].lstrip("U") in NUMBERS:
            raise ConfigError(
                f"{source}: {section.table.name}.{name} is a number, but must be a time; for "
                f"seconds since 1970 write to_timestamp(…), for milliseconds epoch_ms(…)."
            )
