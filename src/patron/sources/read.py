"""Read sources into the lake: each raw file once, every row once, nothing dropped in silence."""

import logging
from collections.abc import Iterable
from pathlib import Path

from patron.catalog import kinds
from patron.config import as_mapping, build, read_yaml
from patron.errors import ConfigError
from patron.lake import Lake
from patron.lake.database import literal
from patron.schema import LOADS
from patron.sources.base import Source
from patron.sources.files import fingerprint
from patron.sources.load import load
from patron.sources.report import SourceReport
from patron.sources.section import sections_of
from patron.text import find_reader

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
        entry = {"name": path.stem, **entry}
        if "reader" in entry:
            entry["reader"] = find_reader(entry["reader"], f"{path}: reader")
        source = build(entry, kinds(Source, "patron.sources"), str(path))
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
        report = load(source, raw, lake)
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
