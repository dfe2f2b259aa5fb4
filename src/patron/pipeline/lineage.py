"""From a feature back to the fields of the sources that it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from patron.features import Feature
from patron.features.lineage import Read, reads
from patron.pipeline.workspace import Workspace
from patron.schema import READ_FROM_TEXT
from patron.sources.lineage import Place, mapped_fields

KINDS = "SELECT DISTINCT source, kind FROM interactions"


@dataclass(frozen=True)
class Lineage:
    """Where the columns of the lake come from.

    Parameters
    ----------
    fields
        Fields by table and column, by source.
    kinds
        Kinds of interaction that each source tells of.
    """

    fields: Mapping[str, Mapping[Place, tuple[str, ...]]]
    kinds: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Return the lineage of a workspace that has a history."""
        with workspace.lake.connection() as connection:
            rows = connection.execute(KINDS).fetchall()
        kinds: dict[str, set[str]] = {}
        for source, kind in rows:
            kinds.setdefault(source, set()).add(kind)
        # A lake may have been filled by other means than sources of this workspace.
        are_declared = any((workspace.configs / "sources").glob("*.yaml"))
        sources = workspace.sources if are_declared else []
        return cls(
            {source.name: mapped_fields(source) for source in sources},
            {source: frozenset(found) for source, found in kinds.items()},
        )

    def fields_of(self, feature: Feature) -> tuple[str, ...]:
        """Return the fields that a feature is made of, such as ``tills.total``, in order."""
        found = {field for read in reads(feature) for field in self.fields_of_read(read)}
        return tuple(sorted(found))

    def fields_of_read(self, read: Read) -> tuple[str, ...]:
        """Return the fields of all sources that a column is made of."""
        return tuple(
            f"{source}.{field}"
            for source, mapped in self.fields.items()
            if not read.kinds or self.kinds.get(source, frozenset()) & set(read.kinds)
            for field in _fields(mapped, read)
        )


def _fields(mapped: Mapping[Place, tuple[str, ...]], read: Read) -> tuple[str, ...]:
    if read.table == "relations":
        # Which relation a row tells of is a value, so that each source of relations may have it.
        return tuple(
            dict.fromkeys(
                field
                for (table, _), fields in mapped.items()
                if table == "relations"
                for field in fields
            )
        )
    own = mapped.get((read.table, read.column))
    if own is None and read.table == "interactions" and read.column in READ_FROM_TEXT:
        own = mapped.get(("interactions", "text"))
    return own or ()
