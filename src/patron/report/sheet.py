"""A page of sections, each with sentences, charts and tables: what reports for experts are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from jinja2 import Environment

from patron.report.charts import Chart
from patron.report.language import say
from patron.report.pages import pages_of
from patron.report.wording import capital, day, within


@dataclass(frozen=True)
class Sheet:
    """A table, ready to print; of each row the first cell is its name.

    Parameters
    ----------
    caption
        What it tells.
    header
        One text a column.
    rows
        One text a cell.
    words
        Numbers of the columns that hold words.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A section of a page; `name` is its anchor."""

    name: str
    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def write_page(kicker: str, title: str, at: datetime, sections: Sequence[Section]) -> str:
    """Return the text of one HTML file, without scripts or links to elsewhere.

    Parameters
    ----------
    kicker
        What kind of report it is.
    title
        Of what.
    at
        As of when.
    sections
        In their order.
    """
    page = _pages().get_template("sheet.html.j2")
    return page.render(kicker=kicker, title=title, at=at, sections=sections)


@cache
def _pages() -> Environment:
    # The macros that this page does not use name filters of the book.
    names = dict.fromkeys(("task", "score", "ahead"), str)
    pages = pages_of("patron.report", day=day, within=within, capital=capital, **names)
    pages.globals["_"] = say
    return pages
