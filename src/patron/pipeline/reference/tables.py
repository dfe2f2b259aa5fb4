"""The reference of the tables, from the file that declares them."""

import inspect
import re

import pyarrow as pa

from patron import schema
from patron.schema import FLAG, REAL, TEXT, TIME, WHOLE, Table

WORDS = {TEXT: "text", TIME: "time", REAL: "number", WHOLE: "whole number", FLAG: "true or false"}
DECLARED = re.compile(r"((?:^# .*\n)+)^([A-Z_]+) = Table\(", re.M)
HEAD = """# The tables

The tables that travel between the stages, in the order of the data's path, as `patron.schema`
declares them. All times are UTC, in microseconds. Each is an Arrow table in memory and a Delta
table in the lake, under `data/lake/<workspace>/<table>`; labels are made when a model is trained
and not kept. Columns in bold are the key: together they identify a row.

`make docs` writes this page from the code.
"""


def tables_reference() -> str:
    """Return docs/tables.md: what each table is for, its key, its columns and their types."""
    said = {name: comment for comment, name in DECLARED.findall(inspect.getsource(schema))}
    parts = [_part(getattr(schema, name), comment) for name, comment in said.items()]
    return "\n".join([HEAD, *parts])


def _part(table: Table, comment: str) -> str:
    words = " ".join(line.removeprefix("# ") for line in comment.splitlines())
    rows = [_row(table, name, type_) for name, type_ in table.columns.items()]
    if table.open_ended:
        rows.append("| one column a feature | number | yes |")
    lines = ["| column | type | may be empty |", "| --- | --- | --- |", *rows]
    return f"## {table.name}\n\n{words}\n\n" + "\n".join(lines) + "\n"


def _row(table: Table, name: str, type_: pa.DataType) -> str:
    shown = f"**{name}**" if name in table.key else name
    empty = "no" if name in (table.required or table.key) else "yes"
    return f"| {shown} | {WORDS[type_]} | {empty} |"
