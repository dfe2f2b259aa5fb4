"""What was published of a customer, and what came since, as one history."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.live.customer import LiveCustomer
from patron.live.event import Event
from patron.schema import HISTORY, ITEMS

# Rows of one moment are in order of their sources.
ORDER = [("occurred_at", "ascending"), ("source", "ascending")]
# People whose several customers are kept joined in memory.
MOST_JOINED = 100
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
    if not published:
        base = _blank()
    else:
        base = published[0] if len(published) == 1 else _together(customer_id, *published)
    return Added(customer_id, base, received, catalogue) if received else base


class Added(LiveCustomer):
    """A customer with what came since.

    Its tables are made when they are looked at: most answers are made from the base as it was read
    once, and from what came.

    Parameters
    ----------
    customer_id
        Who.
    base
        What was published.
    events
        What came since, one or more, each with when it is known.
    catalogue
        Rows of ITEMS as JSON, by item: of the items that events name.
    """

    base: LiveCustomer
    events: Sequence[tuple[int, Event]]
    catalogue: Mapping[str, str]

    def __init__(
        self,
        customer_id: str,
        base: LiveCustomer,
        events: Sequence[tuple[int, Event]],
        catalogue: Mapping[str, str],
    ) -> None:
        vars(self).update(customer_id=customer_id, base=base, events=events, catalogue=catalogue)
        vars(self).update(answers={})

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The events as rows of HISTORY, times in microseconds since 1970."""
        return [
            {**event.row, "customer_id": self.customer_id, "known_at": max(known_at, 0)}
            for known_at, event in self.events
        ]

    @cached_property
    def told(self) -> list[dict[str, Any]]:
        """The attributes in the events, as rows of facts."""
        return [
            {"customer_id": self.customer_id, "name": name, "value": value, "known_at": known_at}
            for known_at, event in self.events
            for name, value in event.attributes.items()
        ]

    def listed(self, item: str) -> dict[str, Any]:
        """Return the row of ITEMS of an item that an event names; nothing if there is none."""
        row: dict[str, Any] = json.loads(self.catalogue.get(item, "{}"))
        return row

    @cached_property
    def history(self) -> pa.Table:
        """Their rows of HISTORY, in order of time and source."""
        columns = {
            name: pa.array([row.get(name) for row in self.rows], type_)
            for name, type_ in HISTORY.columns.items()
        }
        rows, before = pa.table(columns), _renamed(self.base.history, self.customer_id)
        return pa.concat_tables([_without(before, rows), rows]).sort_by(ORDER)

    @cached_property
    def items(self) -> pa.Table:
        """The rows of ITEMS that their history names."""
        named: dict[Any, None] = dict.fromkeys(row.get("item") for row in self.rows)
        listed = [self.listed(item) for item in named if item in self.catalogue]
        return pa.concat_tables([self.base.items, ITEMS.of(listed)])

    @cached_property
    def facts(self) -> pa.Table:
        """What else is known of them."""
        before = _renamed(self.base.facts, self.customer_id)
        return pa.concat_tables([before, pa.Table.from_pylist(self.told, before.schema)])


# So that what is kept of one customer is kept of several too who are one by now.
@lru_cache(maxsize=MOST_JOINED)
def _together(customer_id: str, *published: LiveCustomer) -> LiveCustomer:
    """Return published customers who are one person."""
    history = pa.concat_tables([_renamed(one.history, customer_id) for one in published])
    return LiveCustomer(
        customer_id,
        history.sort_by(ORDER),
        pa.concat_tables([one.items for one in published]),
        pa.concat_tables([_renamed(one.facts, customer_id) for one in published]),
    )


@cache
def _blank() -> LiveCustomer:
    facts = pa.schema({name: ATTRIBUTES_OF[name] for name in FACT}).empty_table()
    return LiveCustomer("", HISTORY.empty(), ITEMS.empty(), facts)


ATTRIBUTES_OF: Mapping[str, pa.DataType] = {
    name: HISTORY.columns["known_at" if name == "known_at" else "customer_id"] for name in FACT
}


def _renamed(rows: pa.Table, customer_id: str) -> pa.Table:
    name = pa.array([customer_id] * rows.num_rows, pa.string())
    return rows.set_column(rows.column_names.index("customer_id"), "customer_id", name)


def _without(history: pa.Table, rows: pa.Table) -> pa.Table:
    """Return the history without what was received again since, corrected it may be."""
    if not history.num_rows or not rows.num_rows:
        return history
    there = pc.is_in(_keys(history), value_set=_keys(rows).combine_chunks())
    return history.filter(pc.invert(there))


def _keys(rows: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(rows["source"], rows["interaction_id"], "\x1f")
