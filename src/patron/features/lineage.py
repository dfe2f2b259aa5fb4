"""Which columns of the history, and which facts of customers, a feature is made of."""

from collections.abc import Sequence
from typing import NamedTuple

from patron.features.attribute import Attribute
from patron.features.base import Feature
from patron.features.change import Change
from patron.features.connected import Connected
from patron.features.connected_value import ConnectedValue
from patron.features.proposed import Proposed
from patron.features.where import Where

# Levels of ITEMS that features may look at.
LEVELS = ("department", "category", "subcategory", "brand")
# Of the time of a row; not columns of a source.
CALENDAR = ("weekday", "daypart", "hour", "day")


class Read(NamedTuple):
    """One column that a feature looks at, and of which interactions.

    Parameters
    ----------
    table
        ``interactions``, ``items``, ``attributes`` or ``relations``.
    column
        Column of the table; of attributes and relations, the name.
    kinds
        Kinds of interaction whose rows are looked at; empty for those of every kind, and where
        the table is another one.
    """

    table: str
    column: str
    kinds: tuple[str, ...] = ()


def reads(feature: Feature) -> tuple[Read, ...]:
    """Return all that a feature looks at, in alphabetical order, each once.

    That something happened, and when, is the column ``occurred_at``.
    """
    if isinstance(feature, Attribute | Change):
        return (Read("attributes", feature.attribute),)
    if isinstance(feature, Connected):
        return (Read("relations", feature.relation),)
    if isinstance(feature, ConnectedValue):
        of_others = reads(feature.of_each(feature.name))
        return tuple(sorted({Read("relations", feature.relation), *of_others}))
    if isinstance(feature, Proposed):
        levels = [Read("items", level) for level in LEVELS]
        item = [Read("interactions", name, ("purchase",)) for name in ("item", "occurred_at")]
        return tuple(sorted({*item, *levels}))
    found = {
        read
        for tally in feature.tallies()
        for read in _of_rows(tally.where, [tally.column] if tally.column else [])
    }
    own = [name for name in feature.columns() if name != "attributes"]
    where = getattr(feature, "where", None)
    if own and isinstance(where, Where):
        found |= set(_of_rows(where, own))
    return tuple(sorted(found))


def _of_rows(where: Where, columns: Sequence[str]) -> list[Read]:
    wanted = where.wanted()
    kinds = wanted.get("kind", ())
    names = {"occurred_at", *columns, *wanted} - {*CALENDAR, "kind", "actor"}
    # A level is that of the item.
    names |= {"item"} if names & set(LEVELS) else set()
    return [
        Read("items", name) if name in LEVELS else Read("interactions", name, kinds)
        for name in sorted(names)
    ]
