"""Fields of the sources that nothing learns from, decides by, or joins accounts by."""

import logging
from collections.abc import Mapping
from typing import NamedTuple

from patron.errors import SourceError
from patron.features.lineage import Read
from patron.pipeline.lineage import Lineage
from patron.pipeline.workspace import Workspace
from patron.sources.lineage import Place, file_fields, mapped_fields
from patron.tasks.lifetime_value import LifetimeValue

log = logging.getLogger(__name__)

# Without these a row is none: who, what, when, which records, and how rows are told apart.
STRUCTURE = {
    *("interaction_id", "account", "occurred_at", "known_at", "kind", "actor"),
    *("item", "offer", "relation", "other_account", "other_source", "id_type", "granted", "where"),
}
NAMES = "name"
SHOWN, NOT_MAPPED = "kept and shown, but nothing learns from it", "no mapping names it"
COMPARED = "nothing learns from it; groups are compared by it"


class Unread(NamedTuple):
    """A field that nothing learns from.

    `why` says how far it comes: no mapping names it, or it is kept but only shown.
    """

    field: str
    why: str


def find_unread(
    workspace: Workspace, lineage: Lineage, looked_at: Mapping[str, tuple[Read, ...]]
) -> tuple[list[Unread], list[str]]:
    """Return the fields that nothing learns from, and the sources that could not be looked at."""
    every = {(read.table, read.column) for found in looked_at.values() for read in found}
    described = [workspace.identity, *workspace.tasks.values()]
    told = texts_of([one.model_dump() for one in described])
    unread: list[Unread] = []
    not_seen: list[str] = []
    for source in workspace.sources:
        mapped = lineage.fields[source.name]
        try:
            there = file_fields(source, workspace.raw)
            mapped = mapped_fields(source, there)
        except SourceError as error:
            log.info("minimise: %s", error)
            there = tuple(sorted({field for fields in mapped.values() for field in fields}))
            not_seen.append(source.name)
        kept = {field for fields in mapped.values() for field in fields}
        used = {
            field
            for place, fields in mapped.items()
            if _is_used(place, every, told, workspace)
            for field in fields
        }
        used |= {key for lookup in source.lookup for key in lookup.by}
        compared = {
            field.lower()
            for name in workspace.settings.protected
            for field in mapped.get(("attributes", name), ())
        }
        # SQL takes names in any case.
        is_kept, is_used = ({field.lower() for field in some} for some in (kept, used))
        for field in there:
            if field.lower() not in is_used:
                why = SHOWN if field.lower() in is_kept else NOT_MAPPED
                why = COMPARED if field.lower() in compared else why
                unread.append(Unread(f"{source.name}.{field}", why))
    return sorted(unread, key=lambda one: (one.why != NOT_MAPPED, one.why, one.field)), not_seen


def _is_used(
    place: Place, every: set[tuple[str, str]], told: set[str], workspace: Workspace
) -> bool:
    """Return whether a column is read by a feature, a question, identity, or what is offered."""
    table, column = place
    if place in every or column in STRUCTURE:
        return True
    if table in ("identifiers", "attributes"):
        return column in told
    offers, rules = workspace.offers
    has_offers = bool(offers or rules)
    if table in ("items", "consents", "offers"):
        valued = any(isinstance(task, LifetimeValue) for task in workspace.tasks.values())
        return column in told or (column != NAMES and (has_offers or valued))
    if table == "interactions":
        valued = column == "amount"
        return valued or (column == "propensity" and bool(workspace.experiments))
    return table == "relations" and any(name == "relations" for name, _ in every)


def texts_of(value: object) -> set[str]:
    """Return every text in nested plain values."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        return {text for part in value.items() for text in texts_of(part)}
    if isinstance(value, list | tuple | set | frozenset):
        return {text for part in value for text in texts_of(part)}
    return set()
