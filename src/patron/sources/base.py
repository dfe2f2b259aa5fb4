"""What a source is: files of one shape, and how their columns map to ours."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SerializeAsAny, field_validator, model_validator

from patron.config import Described
from patron.errors import SourceError
from patron.text import TextReader, default_reader

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


# Columns that the records have besides those of the file.
OURS = ("_file", "_row", "_record", "_content_id")


def distinct(names: list[str], path: Path) -> list[str]:
    """Return the names of a file's columns, if SQL can tell them apart and from ours.

    Raises
    ------
    SourceError
        If a name comes twice, whatever its case, or is one of ours.
    """
    seen = {name: name for name in OURS}
    for name in names:
        if name.lower() in seen:
            raise SourceError(
                f"{path} has the column {name!r} beside {seen[name.lower()]!r}, which SQL cannot "
                f"tell apart; rename one."
            )
        seen[name.lower()] = name
    return names


def _as_sql(value: Any) -> Any:
    """Return what YAML read as a number, flag or time as the SQL that means it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{value.isoformat()}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return value


Expression = Annotated[str, BeforeValidator(_as_sql), Field(min_length=1)]


class Lookup(Described):
    """Another file of the same format and place, whose columns are joined to the records.

    Parameters
    ----------
    file
        Name of the file.
    by
        Columns of both that must be equal. A record without a partner has nulls.
    keep_first
        Whether the first of several partners is taken; otherwise several are an error, for
        they would multiply the records.
    """

    file: str
    by: tuple[str, ...] = Field(min_length=1)
    keep_first: bool = False


class Values(Described):
    """Several values of one account, each of which becomes a row of its own.

    Parameters
    ----------
    account
        The source's own key of the person.
    known_at
        Since when the values are known; that of the interaction if left out.
    values
        Expression by name of the value, such as ``{email: contact_email}``. Blanks are left out.
    """

    account: Expression
    known_at: Expression | None = None
    values: dict[str, Expression] = Field(min_length=1)


class Source(Described, ABC):
    """Files of one touchpoint, and how their columns map to ours.

    For each table that the files have something for there is a section: expression by our column.
    An expression is a column's name or SQL as DuckDB has it over the columns of the file; in it,
    constants stand in single quotes and names that are no plain words in double ones. It sees one
    record at a time and nothing else.

    Parameters
    ----------
    name
        Name of the touchpoint, part of every row's key; the configuration file's own name.
    file
        File relative to the raw folder, or a pattern such as ``till_*.csv`` for several. Text may
        be packed by gzip; the file is then called ``….gz``.
    package
        Installed Python package that `file` lies in, instead of the raw folder.
    timezone
        Time zone of times that are written without an offset, such as ``Europe/Berlin``.
    lookup
        Further files whose columns are joined to the records.
    where
        Condition, such as ``end_date IS NOT NULL``: records for which it is false or null are left
        out. One that cannot be computed keeps the record, so that its rows say what is wrong.
    reader
        Who reads the ``text`` of the interactions into ``sentiment``, ``aspects`` and ``words``:
        the name of a kind, or its ``type`` and fields. Left out, it is ``vader``. Where the
        mapping gives one of these columns a value of its own, that stays.
    interactions
        What an account did or what was done to it. Left out, ``known_at`` is ``occurred_at``,
        ``actor`` the customer, ``channel`` the source's name, and ``interaction_id`` a hash of
        the record with a running number among identical records: the file may then grow or be
        put in another order, but a corrected record is taken for a new one.
    identifiers
        What the source knows an account by; each value counts from when it was first known.
    attributes
        Demographics, fields of a CRM, overlays.
    items
        What is sold.
    offers
        What was offered.
    consents
        Whether an account may be contacted.
    relations
        Who belongs to whom.
    """

    name: str
    file: str
    package: str | None = Field(default=None, pattern=r"^\w+$")
    timezone: str = "UTC"
    lookup: tuple[Lookup, ...] = ()
    where: Expression | None = None
    reader: SerializeAsAny[TextReader] | None = None
    interactions: dict[str, Expression] | None = None
    identifiers: Values | None = None
    attributes: Values | None = None
    items: dict[str, Expression] | None = None
    offers: dict[str, Expression] | None = None
    consents: dict[str, Expression] | None = None
    relations: dict[str, Expression] | None = None

    @property
    def reader_of_text(self) -> TextReader | None:
        """Who reads the interactions' texts, None where they have none."""
        has_text = self.interactions is not None and "text" in self.interactions
        return (self.reader or default_reader()) if has_text else None

    @field_validator("timezone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("must be a time zone such as UTC or Europe/Berlin") from error
        return name

    @model_validator(mode="before")
    @classmethod
    def _maps_something(cls, fields: Any) -> Any:
        sections = ("interactions", "identifiers", "attributes", "items", "offers")
        if isinstance(fields, Mapping) and not any(
            fields.get(name) for name in (*sections, "consents", "relations")
        ):
            raise ValueError(f"maps nothing; add a section: {', '.join(sections)}, ...")
        return fields

    @abstractmethod
    def scan(self, connection: "DuckDBPyConnection", path: Path, number: int) -> str | None:
        """Return a query of the records in one file, None if it is empty.

        Its columns are those of the file, ``_row``, the place of the record in the file counted
        from 1, and ``_record``, the record as JSON text. Lines that are not records have been
        put into the table ``unreadable`` (``file``, ``line``, ``reason``, ``record``).

        Parameters
        ----------
        connection
            Database to read with; tables made there are named after `number`.
        path
            The file.
        number
            Number of the file among those of the source.

        Raises
        ------
        SourceError
            If the file cannot be read at all.
        """

    def lines_of(
        self, path: Path, rows: Collection[int], unreadable: Collection[int]
    ) -> dict[int, int]:
        """Return the line in the file by place of the record.

        Parameters
        ----------
        path
            The file.
        rows
            Places asked for, as `scan` counted them.
        unreadable
            Lines that `scan` found to be no records.
        """
        return {row: row for row in rows}
