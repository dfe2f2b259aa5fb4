"""A workspace of one or more sources, written as their owner would write them."""

from dataclasses import dataclass
from datetime import UTC, datetime
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

    def change(self, file: str, old: str, new: str) -> None:
        """Write `new` for `old` in a file of the workspace."""
        path = self.folder / file
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def lines(self, name: str, *lines: str) -> None:
        """Write other lines below the header of a raw file."""
        path = self.folder / "raw" / name
        header = path.read_text().splitlines()[0]
        path.write_text("\n".join([header, *lines, ""]))

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


WEB = """
    type: csv
    file: web.csv
    interactions:
      interaction_id: order_no
      account: user
      occurred_at: moment
      kind: "'purchase'"
      item: product
      amount: total
    identifiers:
      account: user
      values: {email: mail, phone: phone}
"""


HEADER = "order_no,user,mail,phone,moment,product,total\n"

ORDERS = """\
    order_no,user,mail,phone,moment,product,total
    1,u1,ann@x.org,,2024-01-05 10:00,tea,2.50
    2,u1,ann@x.org,555,2024-01-03T09:30:00+02:00,rum,9
    3,u2, ,556,2024-01-07,,
"""


@pytest.fixture
def web(workspace):
    """Return a workspace with the orders of a web shop."""
    workspace.raw("web.csv", ORDERS)
    workspace.source("web", WEB)
    return workspace


@pytest.fixture
def at():
    """Return a function that makes a UTC time."""
    return lambda *moment: datetime(*moment, tzinfo=UTC)
