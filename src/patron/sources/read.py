"""Read sources into the lake: each raw file once, every row once, nothing dropped in silence."""

import logging
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from patron.catalog import kinds
from patron.config import as_mapping, build, read_yaml
from patron.errors import ConfigError
from patron.lake import Lake, Written
from patron.lake.database import literal, quoted
from patron.schema import LOADS, REJECTED, Table
from patron.sources.base import Source
from patron.sources.duplicates import earliest_counts, settle
from patron.sources.files import fingerprint
from patron.sources.records import columns_of, open_records
from patron.sources.rejected import note, prepare, rejected_of
from patron.sources.report import SourceReport
from patron.sources.section import sections_of
from patron.sources.staging import stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS_PER_BATCH = 100_000

log = logging.getLogger(__name__)


def load_sources(folder: Path) -> list[Source]:
    """Return the source that each file in `folder` describes, by file name.

    Parameters
    ----------
    folder
        Such as ``configs/complete_journey/sources``.

    Raises
    ------
    ConfigError
        If there is no file, or one says something that cannot be meant.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ConfigError(f"{folder} has no *.yaml file; each one describes a source.")
    sources = []
    for path in paths:
        entry = as_mapping(read_yaml(path), str(path))
        source = build({"name": path.stem, **entry}, kinds(Source, "patron.sources"), str(path))
        sections_of(source, str(path))
        sources.append(source)
    return sources


def read_sources(sources: Iterable[Source], raw: Path, lake: Lake) -> list[SourceReport]:
    """Return what reading each source into the lake came to.

    A source whose files and mapping are those of its last load is passed over. Rows that the
    lake has already are not written again, changed ones replace the old; rows that have gone from
    a file stay in the lake. What cannot be read is in REJECTED, until the source is next read.

    Parameters
    ----------
    sources
        Sources, in any order.
    raw
        Folder that holds the raw files; it is only read from.
    lake
        Where the rows go.

    Raises
    ------
    SourceError
        If a file is missing or cannot be read at all.
    ConfigError
        If a mapping names a column that there is not.
    """
    return [_read(source, raw, lake) for source in sources]


def _read(source: Source, raw: Path, lake: Lake) -> SourceReport:
    now = fingerprint(source, raw)
    [*before] = lake.read(LOADS, where=f"source = {literal(source.name)}").to_pylist()
    if before and before[0]["fingerprint"] == now:
        report = SourceReport(source.name, True, before[0]["records"], before[0]["rejected"])
    else:
        report = _load(source, raw, lake)
        loaded = {
            "source": source.name,
            "fingerprint": now,
            "records": report.records,
            "rejected": report.rejected,
        }
        # Last, so that a load that was broken off is done again.
        lake.append(LOADS, LOADS.of([loaded]))
    log.info("read_sources: %s", report)
    if report.empty:
        log.warning("read_sources: %s: there are no records in %s", source.name, source.file)
    return report


def _load(source: Source, raw: Path, lake: Lake) -> SourceReport:
    with lake.connection() as connection:
        connection.execute(f"SET TimeZone = {literal(source.timezone)}")
        # It takes shared parts of expressions out of TRY, so that what fails would end the load.
        connection.execute("SET disabled_optimizers = 'common_subexpressions'")
        paths = open_records(connection, source, raw)
        prepare(connection)
        [(records,)] = connection.execute(
            "SELECT (SELECT count(*) FROM raw_records) + (SELECT count(*) FROM unreadable)"
        ).fetchall()
        written, repeated = {}, 0
        # A file without even a header has no columns that a mapping could be held against.
        if columns_of(connection, "raw_records"):
            for table, sections in groupby(sections_of(source, source.name), lambda s: s.table):
                connection.execute("DROP TABLE IF EXISTS staged")
                for section in sections:
                    stage(connection, section, source.name, paths[0])
                repeated += 0 if earliest_counts(table) else settle(connection, table)
                note(connection, table.name)
                written[table.name] = _append(connection, table, lake)
        rejected = rejected_of(connection, source, paths)
        lake.replace(REJECTED, rejected, of_source=source.name)
    return SourceReport(
        source.name, False, records, rejected.num_rows, repeated=repeated, written=written
    )


def _append(connection: "DuckDBPyConnection", table: Table, lake: Lake) -> Written:
    columns = [quoted(name) for name in table.columns]
    rows = f"SELECT {', '.join(columns)} FROM staged"
    if earliest_counts(table):
        key = ", ".join(quoted(name) for name in table.key)
        rows = (
            f"SELECT {key}, least(min(new.known_at), min(old.known_at)) AS known_at "
            f"FROM staged AS new LEFT JOIN {table.name} AS old USING ({key}) GROUP BY {key}"
        )
    return lake.append(table, connection.sql(rows).to_arrow_reader(ROWS_PER_BATCH))
