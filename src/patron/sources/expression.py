"""Check that an expression of a mapping is one: of one record, and of columns that there are."""

import json
from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from patron.config import did_you_mean
from patron.errors import ConfigError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORBIDDEN = {
    "SUBQUERY": "a query within",
    "WINDOW": "a window over other records",
    "STAR": "a star",
    "PARAMETER": "a parameter",
}
# What to do where a function does not take what it was given.
CAST = "Values of CSV, JSON and lines are text; write quantity::DOUBLE where a number is meant."


def check_form(connection: "DuckDBPyConnection", expression: str, where: str) -> dict[str, Any]:
    """Return the syntax tree of an expression.

    Parameters
    ----------
    connection
        Database that parses it.
    expression
        What the mapping says.
    where
        Place of the expression, for messages.

    Raises
    ------
    ConfigError
        If it is not one simple expression: a statement, several, a query, an aggregate, or a
        function whose result depends on more than the record, such as the time of day.
    """
    node = _parse(connection, expression, where)
    plain = _parse(connection, "1", where)
    [tree, *more] = node.pop("select_list")
    plain.pop("select_list")
    if more or tree["alias"] or _without_places(node) != _without_places(plain):
        raise ConfigError(f"{where}: {expression!r} must be one expression and nothing more.")
    for part in _parts(tree):
        if part.get("class") in FORBIDDEN:
            found = FORBIDDEN[part["class"]]
            raise ConfigError(f"{where}: {expression!r} must not contain {found}.")
        if part.get("class") == "FUNCTION" and part["function_name"] in _strange():
            raise ConfigError(
                f"{where}: {expression!r} must depend on one record alone, but "
                f"{part['function_name']}() does not."
            )
    return tree  # type: ignore[no-any-return]


def check_columns(tree: dict[str, Any], columns: Collection[str], where: str) -> None:
    """Do nothing if every column that an expression names is there.

    Parameters
    ----------
    tree
        Syntax tree, as `check_form` returns it.
    columns
        Columns of the source.
    where
        Place of the expression and the file, for messages.

    Raises
    ------
    ConfigError
        If a column is not there; the nearest or else all that are there are named.
    """
    known = {name.lower() for name in columns}
    for name in columns_of(tree):
        if name.lower() not in known:
            hint = did_you_mean(name, columns) or f"; its columns are: {', '.join(columns)}"
            raise ConfigError(f"{where} has no column {name!r}{hint}.")


def cannot_fail(tree: dict[str, Any]) -> bool:
    """Return whether the expression is a column or a constant, which every record has."""
    return tree["class"] in ("COLUMN_REF", "CONSTANT")


def _parse(connection: "DuckDBPyConnection", expression: str, where: str) -> dict[str, Any]:
    [(text,)] = connection.execute(
        "SELECT json_serialize_sql($1)", [f"SELECT {expression}\n"]
    ).fetchall()
    parsed = json.loads(text)
    if parsed["error"]:
        raise ConfigError(
            f"{where}: {expression!r} is neither a column nor an SQL expression: "
            f"{parsed['error_message']}."
        )
    if len(parsed["statements"]) != 1 or "select_list" not in parsed["statements"][0]["node"]:
        raise ConfigError(f"{where}: {expression!r} must be one expression and nothing more.")
    return parsed["statements"][0]["node"]  # type: ignore[no-any-return]


def _parts(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _parts(part)


def columns_of(tree: Any, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the columns that a syntax tree names, without the parameters of its lambdas."""
    if isinstance(tree, list):
        for part in tree:
            yield from columns_of(part, bound)
    if not isinstance(tree, dict):
        return
    if tree.get("class") == "COLUMN_REF":
        name = tree["column_names"][0]
        if name not in bound:
            yield name
        return
    # DuckDB's parser takes the arrow of JSON for a lambda, too; its left side is a column.
    if tree.get("class") == "LAMBDA" and tree.get("syntax_type") != "SINGLE_ARROW":
        bound = bound | set(columns_of(tree["lhs"]))
        tree = tree["expr"]
        yield from columns_of(tree, bound)
        return
    for part in tree.values():
        yield from columns_of(part, bound)


def _without_places(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_places(value)
            for key, value in node.items()
            if not key.startswith("query_location")
        }
    return node


@cache
def _strange() -> frozenset[str]:
    """Return the functions whose result depends on more than their arguments."""
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT function_name FROM duckdb_functions() GROUP BY function_name "
            "HAVING NOT bool_or(function_type = 'macro' OR "
            "(function_type = 'scalar' AND stability = 'CONSISTENT'))"
        ).fetchall()
    return frozenset(name for (name,) in rows)
