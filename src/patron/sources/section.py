"""What a mapping says about one table, with its defaults filled in."""

from collections.abc import Iterator
from dataclasses import dataclass

from patron.config import did_you_mean
from patron.errors import ConfigError
from patron.lake.database import literal
from patron.schema import ATTRIBUTES, IDENTIFIERS, INTERACTIONS, READ_FROM_SOURCES, Table
from patron.sources.base import Source, Values

# Column of the records that stands in for an id of their own.
CONTENT_ID = "_content_id"


@dataclass(frozen=True)
class Section:
    """Rows of one table, as expressions over the records.

    Parameters
    ----------
    table
        Where the rows belong.
    expressions
        Expression by column, without ``source``.
    unless_blank
        Column whose blank means that there is no row.
    """

    table: Table
    expressions: dict[str, str]
    unless_blank: str | None = None

    @property
    def mandatory(self) -> list[str]:
        """Columns that must have a value in each row."""
        return [name for name in self.table.required or self.table.key if name != "source"]


def sections_of(source: Source, where: str) -> list[Section]:
    """Return what the source's mapping says, defaults filled in.

    Parameters
    ----------
    source
        The source.
    where
        Place of the mapping, for messages.

    Raises
    ------
    ConfigError
        If a column is not one of the table's, or a mandatory one is missing.
    """
    sections = list(_sections(source, where))
    for section in sections:
        _check(section, where)
    return sections


def _sections(source: Source, where: str) -> Iterator[Section]:
    # The others' defaults come from the interactions, so what is wrong there is said first.
    for table in sorted(READ_FROM_SOURCES, key=lambda table: table is not INTERACTIONS):
        said = getattr(source, table.name)
        if said is None:
            continue
        if isinstance(said, Values):
            yield from _rows_of_values(table, said, source, where)
        elif table is INTERACTIONS:
            yield Section(table, _in_order(table, _with_defaults(said, source)))
        else:
            yield Section(table, _in_order(table, said))


def _in_order(table: Table, said: dict[str, str]) -> dict[str, str]:
    return {name: said[name] for name in sorted(said, key=[*table.columns, *said].index)}


def _with_defaults(said: dict[str, str], source: Source) -> dict[str, str]:
    defaults = {
        "interaction_id": CONTENT_ID,
        "channel": literal(source.name),
        "actor": "'customer'",
    }
    if "occurred_at" in said:
        defaults["known_at"] = said["occurred_at"]
    return {**defaults, **said}


def _rows_of_values(table: Table, said: Values, source: Source, where: str) -> Iterator[Section]:
    name, value = {
        IDENTIFIERS.name: ("id_type", "id_value"),
        ATTRIBUTES.name: ("name", "value"),
    }[table.name]
    happened = _with_defaults(source.interactions, source) if source.interactions else {}
    known_at = said.known_at or happened.get("known_at")
    if known_at is None:
        raise ConfigError(
            f"{where}: {table.name} lacks known_at, since when the values are known; "
            f"only beside interactions may it be left out."
        )
    for key, expression in said.values.items():
        columns = {
            "account": said.account,
            name: literal(key),
            value: expression,
            "known_at": known_at,
        }
        yield Section(table, columns, unless_blank=value)


def _check(section: Section, where: str) -> None:
    table = section.table
    known = [name for name in table.columns if name != "source"]
    for name in section.expressions:
        if name not in known:
            hint = did_you_mean(name, known) or f"; its columns are: {', '.join(known)}"
            raise ConfigError(f"{where}: {table.name} has no column {name!r}{hint}.")
    missing = [name for name in section.mandatory if name not in section.expressions]
    if missing:
        raise ConfigError(f"{where}: {table.name} lacks the mandatory column(s) {missing}.")
