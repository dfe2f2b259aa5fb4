"""One row of a table: who reached what in which measure."""

from collections.abc import Iterable
from typing import NamedTuple


class Row(NamedTuple):
    """What one contender reached.

    Parameters
    ----------
    data, measure, contender
        What was measured on what, and for whom.
    value
        The number, with its interval or spread as text.
    """

    data: str
    measure: str
    contender: str
    value: str


def as_table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [f"| {' | '.join(Row._fields)} |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *map(as_line, rows)])


def as_line(row: Row) -> str:
    """Return one row as a line of a Markdown table."""
    return f"| {' | '.join(row)} |"
