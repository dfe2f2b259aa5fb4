"""A table as a file for spreadsheets, in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

# What spreadsheets take for the beginning of a formula, and what they skip before it.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | float | None


def sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return rows as a CSV file to download.

    Texts that a spreadsheet would take for a formula begin with an apostrophe, as OWASP's page on
    CSV injection has it; numbers stay numbers.

    Parameters
    ----------
    name
        Of the file.
    header
        Names of the columns.
    rows
        A cell a column; None is an empty one.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    # The mark at the beginning lets spreadsheets know that it is UTF-8.
    return Response(
        b"\xef\xbb\xbf" + text.getvalue().encode(), media_type="text/csv", headers=headers
    )


def _safe(cell: Cell) -> Cell:
    is_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(DANGEROUS)
    return f"'{cell}" if is_formula else cell
