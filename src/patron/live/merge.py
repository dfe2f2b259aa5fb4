"""What was published of a customer, and what came since, as one history."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.live.customer import LiveCustomer
from patron.live.event import Event
from patron.schema import HISTORY, ITEMS

FACT = ("customer_id", "name", "value", "known_at")


def merge(
    customer_id: str,
    published: Sequence[LiveCustomer],
    events: Iterable[tuple[int, Event]],
    catalogue: Mapping[str, str],
    as_of: int,
) -> LiveCustomer:
    """Return the customer whom published ones and events are together.

    Parameters
    ----------
    customer_id
        Who.
    published
        Published customers who are this one.
    events
        Each with the time it was received, in microseconds since 1970.
    catalogue
        Rows of ITEMS as JSON, by item: of the items that events name.
    as_of
        Moment that is answered for. What the store has is known, so it is known by then.
    """
    received = [(min(known_at, as_of), event) for known_at, event in events]
    if not received and len(published) == 1:
        return published[0]
    blank = _blank()
    parts = [_renamed(one, customer_id) for one in published] or [blank]
    facts = [part.facts for part in parts]
    rows = _rows(customer_id, received)
    history = pa.concat_tables([_without(part.history, rows) for part in parts] + [rows])
    told = _facts(customer_id, received, facts[0].schema)
    return LiveCustomer(
        customer_id,
        history.sort_by([("occurred_at", "ascending"), ("source", "ascending")]),
        _items([part.items for part in parts], rows, catalogue),
        pa.concat_tables([*facts, told]) if told.num_rows else pa.concat_tables(facts),
    )


@cache
def _blank() -> LiveCustomer:
    facts = pa.schema({name: ATTRIBUTES_OF[name] for name in FACT}).empty_table()
    return LiveCustomer("", HISTORY.empty(), ITEMS.empty(), facts)


ATTRIBUTES_OF: Mapping[str, pa.DataType] = {
    name: HISTORY.columns["known_at" if name == "known_at" else "customer_id"] for name in FACT
}


def _renamed(one: LiveCustomer, customer_id: str) -> LiveCustomer:
    if one.customer_id == customer_id:
        return one
    tables = []
    for rows in (one.history, one.facts):
        name = pa.array([customer_id] * rows.num_rows, pa.string())
        tables.append(rows.set_column(rows.column_names.index("customer_id"), "customer_id", name))
    return LiveCustomer(customer_id, tables[0], one.items, tables[1])


def _rows(customer_id: str, events: Iterable[tuple[int, Event]]) -> pa.Table:
    """Return events as rows of HISTORY."""
    rows = [
        {**event.row, "customer_id": customer_id, "known_at": max(known_at, 0)}
        for known_at, event in events
    ]
    return pa.table(
        {
            name: pa.array([row.get(name) for row in rows], type_)
            for name, type_ in HISTORY.columns.items()
        }
    )


def _without(history: pa.Table, rows: pa.Table) -> pa.Table:
    """Return the history without what was received again since, corrected it may be."""
    if not history.num_rows or not rows.num_rows:
        return history
    there = pc.is_in(_keys(history), value_set=_keys(rows).combine_chunks())
    return history.filter(pc.invert(there))


def _keys(rows: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(rows["source"], rows["interaction_id"], "\x1f")


def _items(parts: Sequence[pa.Table], rows: pa.Table, catalogue: Mapping[str, str]) -> pa.Table:
    named: list[Any] = [item for item in rows["item"].unique().to_pylist() if item in catalogue]
    listed = ITEMS.of(json.loads(catalogue[item]) for item in named)
    return pa.concat_tables([*parts, listed]) if named else pa.concat_tables(parts)


def _facts(customer_id: str, events: Iterable[tuple[int, Event]], schema: pa.Schema) -> pa.Table:
    told = [
        {"customer_id": customer_id, "name": name, "value": value, "known_at": known_at}
        for known_at, event in events
        for name, value in event.attributes.items()
    ]
    return pa.Table.from_pylist(told, schema)
