"""A workspace of one or more sources, written as their owner would write them."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from patron.lake import Lake
from patron.schema import REJECTED
from patron.sources import load_sources, read_sources


@dataclass(frozen=True)
class Workspace:
    """Raw files, mappings, and the lake that they are read into."""

    folder: Path

    @property
    def lake(self):
        return Lake(self.folder / "lake", threads=1)

    def raw(self, name: str, content: str | bytes) -> Path:
        path = self.folder / "raw" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        return path

    def source(self, name: str, mapping: str) -> Path:
        path = self.folder / "sources" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(mapping), encoding="utf-8")
        return path

    def read(self):
        """Return the reports of all sources."""
        sources = load_sources(self.folder / "sources")
        return read_sources(sources, self.folder / "raw", self.lake)

    def rows(self, table, *columns: str) -> list[tuple[object, ...]]:
        """Return the rows of a table in order."""
        read = self.lake.read(table, columns=columns).to_pylist()
        return sorted((tuple(row.values()) for row in read), key=str)

    def rejected(self) -> list[tuple[object, ...]]:
        """Return into, line and reason of what could not be read, in order."""
        return self.rows(REJECTED, "into", "line", "reason")


@pytest.fixture
def workspace(tmp_path):
    """Return a workspace without sources."""
    return Workspace(tmp_path)
