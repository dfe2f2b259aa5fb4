"""Raw files of one touchpoint each, read into the tables that everything starts from."""

from patron.sources.base import Source
from patron.sources.read import load_sources, read_sources
from patron.sources.report import SourceReport

__all__ = ["Source", "SourceReport", "load_sources", "read_sources"]
