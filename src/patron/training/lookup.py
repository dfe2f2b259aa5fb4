"""Features looked up for each row of a frame, part after part, so that they are held but once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from patron.features import Feature, Tallied, Tally, feature_columns, feature_parts
from patron.history import History
from patron.training.columns import Columns

Array = np.ndarray[Any, Any]


class Wanted(NamedTuple):
    """Whose features are wanted, n rows.

    Parameters
    ----------
    customer, item, cutoff
        Numbers of the customer and the item (-1 for none), and microseconds, shape (n,) each.
    level
        What counts as one item.
    """

    customer: Array
    item: Array
    cutoff: Array
    level: str


def look_up(history: History, features: Sequence[Feature], wanted: Wanted, dtype: Any) -> Columns:
    """Return the values of the features of each row; an unknown past is a bare past.

    Neighbouring rows of one customer and cutoff share the customer's features.
    """
    by_entity = {
        entity: [feature for feature in features if feature.entity == entity]
        for entity in ("customer", "item", "pair")
    }
    about_items = bool((wanted.item >= 0).any())
    customers, place = _apart(wanted) if about_items else (wanted, np.zeros(0, np.int32))
    found: dict[str, Array] = {}
    if by_entity["customer"]:
        found = _of_customers(history, by_entity["customer"], customers, dtype)
    if not about_items:
        return Columns(found, {}, place)
    own: dict[str, Array] = {}
    for entity in ("item", "pair"):
        if by_entity[entity]:
            own |= _of_items(history, by_entity[entity], wanted, dtype)
    return Columns(own, found, place)


def _apart(wanted: Wanted) -> tuple[Wanted, Array]:
    """Return each run of rows of one customer and cutoff as one row, and the run of each row."""
    customer, cutoff = wanted.customer, wanted.cutoff
    differs = (customer[1:] != customer[:-1]) | (cutoff[1:] != cutoff[:-1])
    first = np.append(True, differs)
    nothing = np.full(np.count_nonzero(first), -1)
    once = Wanted(customer[first], nothing, cutoff[first], wanted.level)
    return once, (np.cumsum(first) - 1).astype(np.int32)


def _of_customers(
    history: History, features: Sequence[Feature], wanted: Wanted, dtype: Any
) -> dict[str, Array]:
    keys = _Keys(wanted, "customer")
    rows = keys.of(wanted.customer, wanted.item, wanted.cutoff)
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    bare = _bare_past(features)
    found = np.empty((len(features), len(rows)), dtype)
    for column, feature in zip(found, features, strict=True):
        column[:] = bare[feature.name]
    past = _of_those(history, wanted.customer)
    for who, what, when, columns in feature_parts(past, features, keys.moments, "customer"):
        known = keys.of(who, what, when)
        first, last = (np.searchsorted(rows, known, side) for side in ("left", "right"))
        # One customer and cutoff may have many rows, one of each candidate.
        many = last - first
        source = np.repeat(np.arange(len(known)), many)
        nth = np.arange(len(source)) - np.repeat(np.cumsum(many) - many, many)
        target = order[first[source] + nth]
        for column, feature in zip(found, features, strict=True):
            column[target] = columns[feature.name][source]
    return {feature.name: column for column, feature in zip(found, features, strict=True)}


def _of_items(
    history: History, features: Sequence[Feature], wanted: Wanted, dtype: Any
) -> dict[str, Array]:
    entity = features[0].entity
    keys = _Keys(wanted, entity)
    past = _that_count(history, features)
    past = past if entity == "item" else _of_those(past, wanted.customer)
    who, what, when, columns = feature_columns(past, features, keys.moments, entity, wanted.level)
    inside = (what >= 0) & (what < keys.width - 1)
    known = keys.of(who[inside], what[inside], when[inside])
    order = np.argsort(known)
    rows = keys.of(wanted.customer, wanted.item, wanted.cutoff)
    place = np.minimum(np.searchsorted(known[order], rows), max(len(known) - 1, 0))
    found = known[order][place] == rows if len(known) else np.zeros(len(rows), bool)
    row = np.where(found, order[place], len(known)) if len(known) else np.zeros(len(rows), int)
    bare = _bare_past(features)
    return {
        name: np.append(values[inside], bare[name]).astype(dtype)[row]
        for name, values in columns.items()
    }


class _Keys:
    """One number for each customer, item and cutoff of an entity."""

    def __init__(self, wanted: Wanted, entity: str) -> None:
        self.entity = entity
        self.moments = np.unique(wanted.cutoff).tolist()
        self.width = np.int64(int(wanted.item.max(initial=0)) + 2)

    def of(self, customer: Array, item: Array, cutoff: Array) -> Array:
        owner = customer if self.entity != "item" else np.full(len(item), -1)
        thing = item if self.entity != "customer" else np.full(len(owner), -1)
        numbered = (owner + 1) * self.width + thing + 1
        return np.asarray(numbered * len(self.moments) + np.searchsorted(self.moments, cutoff))


def _of_those(history: History, customers: Array) -> History:
    """Return the rows of some customers; all where they are most."""
    asked = np.zeros(len(history.customers), bool)
    asked[customers] = True
    return history if asked.mean() > 0.5 else history.where(asked[history.owner])


def _that_count(history: History, features: Sequence[Feature]) -> History:
    """Return the rows of the kinds that the features count; all where one counts any kind.

    To group rows by item they are sorted, and most of them are often of no such kind.
    """
    if any(feature.finish_looks_at is None or not feature.needed for feature in features):
        return history
    kinds: set[str] = set()
    for tally in (tally for feature in features for tally in feature.needed):
        wanted = tally.where.wanted().get("kind")
        if wanted is None:
            return history
        kinds |= set(wanted)
    return history.of_kinds(tuple(sorted(kinds)))


def _bare_past(features: Sequence[Feature]) -> dict[str, float]:
    """Return the value of each feature where there is no past: a count of 0, an unknown mean."""

    def nothing(one: Tally) -> Array:
        return np.array([np.nan if one.aggregate in ("max", "first", "last") else 0.0])

    bare = {}
    for feature in features:
        tallied = Tallied(
            {one: nothing(one) for one in feature.tallies()},
            np.zeros(1, np.int64),
            lambda _: np.array([None], dtype=object),
        )
        bare[feature.name] = float(feature.finish(tallied)[0])
    return bare
