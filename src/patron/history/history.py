"""The one history, and the only way to look at it: from a moment in time.

Rows are columns of numbers, grouped by customer and in order of time within each; text is held
as codes with one list of names a column. That is the shape that the feature kernel walks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from patron.errors import CutoffError
from patron.history.attributes import Attributes
from patron.history.former import STILL, Former

MICROSECONDS_A_DAY = 86_400_000_000

# Columns that follow from the time of a row (UTC), and what their codes stand for.
CALENDAR: dict[str, tuple[str, ...]] = {
    "weekday": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "daypart": ("night", "morning", "afternoon", "evening"),
    "hour": tuple(map(str, range(24))),
}
# 1970 began on a Thursday; the parts of a day begin at 0, 6, 12 and 18 o'clock.
_FIRST_WEEKDAY = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime | timedelta) -> int:
    """Return a time as microseconds since 1970, or a duration in microseconds."""
    if isinstance(moment, timedelta):
        return moment // timedelta(microseconds=1)
    if moment.tzinfo is None:
        raise CutoffError(f"The time {moment} has no time zone; write it with one, such as UTC.")
    return (moment - EPOCH) // timedelta(microseconds=1)


class Groups(NamedTuple):
    """Rows grouped by an entity, in order of time within each group.

    `rows` are row numbers of the history, or None for all rows in their order; group g is
    ``rows[offsets[g]:offsets[g + 1]]``, and `customer` and `item` say whose it is (-1 where the
    entity has none).
    """

    rows: np.ndarray | None
    offsets: np.ndarray
    customer: np.ndarray
    item: np.ndarray


@dataclass(frozen=True)
class History:
    """All interactions of some customers, the former ones included.

    A customer who became part of another keeps its rows; the other one has them too, known from
    that moment on. So at any moment an interaction is known of one existing customer at most.

    A feature is given `upto(cutoff)` and a label `after(cutoff, horizon)`, so that neither can
    see the other's side of the cutoff.

    Parameters
    ----------
    customers
        Ids, sorted; a customer's number is the place in this array.
    owner
        Number of each row's customer, never decreasing.
    occurred_at, known_at
        Microseconds since 1970.
    codes
        Number of the value by column (kind, channel, actor, item, offer, basket); -1 is null.
    names
        What the numbers of `codes` stand for.
    numbers
        Value by column (quantity, amount, discount, sentiment); NaN is null.
    levels
        Code of each item's group by level (department, category, subcategory, brand), by item
        code; the names of the groups stand in `names`.
    attributes
        What else is known of the customers.
    margins
        Margin (share of the amount) by item code; NaN where unknown.
    tiers
        Tier by item code, higher is better; NaN where unknown.
    former
        Those of the customers who became part of another one.
    """

    customers: np.ndarray
    owner: np.ndarray
    occurred_at: np.ndarray
    known_at: np.ndarray
    codes: Mapping[str, np.ndarray]
    names: Mapping[str, np.ndarray]
    numbers: Mapping[str, np.ndarray]
    levels: Mapping[str, np.ndarray] = field(default_factory=dict)
    attributes: Attributes = field(default_factory=Attributes.none)
    margins: np.ndarray = field(default_factory=lambda: np.zeros(0))
    tiers: np.ndarray = field(default_factory=lambda: np.zeros(0))
    former: Former = field(default_factory=Former.none)

    def __len__(self) -> int:
        return len(self.owner)

    def __repr__(self) -> str:
        return f"History({len(self):,} interactions, {len(self.customers):,} customers)"

    @property
    def start(self) -> int:
        """Time of the first thing that a customer did, in microseconds."""
        return self._edge("min")

    @property
    def end(self) -> int:
        """Time of the last thing that a customer did, in microseconds."""
        return self._edge("max")

    @cached_property
    def ended_at(self) -> np.ndarray:
        """Until when each customer is one: microseconds, or `STILL`; at that moment it is not."""
        return self.former.ends(len(self.customers))

    @cached_property
    def persons(self) -> np.ndarray:
        """Number of the customer that each is part of now, itself where it still is.

        It is -1 where that customer is not in this history.
        """
        return self.former.persons(self.customers)

    @cached_property
    def texts(self) -> dict[str, pa.Array]:
        """What the numbers of `codes` stand for as Arrow arrays, made once."""
        return {column: pa.array(self.names[column], pa.string()) for column in self.codes}

    def code(self, column: str) -> np.ndarray:
        """Return the code of each row in a text or calendar column or item level; -1 is null."""
        if column == "weekday":
            return (self.occurred_at // MICROSECONDS_A_DAY + _FIRST_WEEKDAY) % 7
        if column == "daypart":
            return self.occurred_at % MICROSECONDS_A_DAY // (MICROSECONDS_A_DAY // 4)
        if column == "hour":
            return self.occurred_at % MICROSECONDS_A_DAY // (MICROSECONDS_A_DAY // 24)
        if column not in self.levels:
            return self.codes[column]
        item = self.codes["item"]
        group = self.levels[column]
        return np.where(item >= 0, group[item], -1) if len(group) else np.full(len(item), -1)

    def number(self, column: str) -> np.ndarray:
        """Return the value of each row in a number column; NaN throughout where it was not read."""
        values = self.numbers.get(column)
        return np.full(len(self), np.nan) if values is None else values

    def names_of(self, column: str) -> np.ndarray:
        """Return what the codes of a text or calendar column or an item level stand for."""
        if column in CALENDAR:
            return np.array(CALENDAR[column], dtype=object)
        return self.names[column]

    def code_of(self, column: str, name: str) -> int:
        """Return the code of a name, or -1 if no row ever had it."""
        at = np.flatnonzero(self.names_of(column) == name)
        return int(at[0]) if len(at) else -1

    def is_any(self, column: str, wanted: tuple[str, ...]) -> np.ndarray:
        """Return whether each row's value in `column` is one of the `wanted` names."""
        codes = [code for name in wanted if (code := self.code_of(column, name)) >= 0]
        return np.isin(self.code(column), codes)

    def of_kinds(self, kinds: tuple[str, ...] | None) -> "History":
        """Return the rows of some kinds of interaction, all where `kinds` is None."""
        return self if kinds is None else self.where(self.is_any("kind", kinds))

    def where(self, rows: np.ndarray) -> "History":
        """Return the part of the rows where the mask is true; customers keep their numbers."""
        return replace(
            self,
            owner=self.owner[rows],
            occurred_at=self.occurred_at[rows],
            known_at=self.known_at[rows],
            codes={name: column[rows] for name, column in self.codes.items()},
            numbers={name: column[rows] for name, column in self.numbers.items()},
        )

    def upto(self, cutoff: int) -> "History":
        """Return what had happened and was known at `cutoff`, the moment itself included.

        Of those who were customers then: each interaction is there once.
        """
        past = self._of_existing((self.occurred_at <= cutoff) & (self.known_at <= cutoff), cutoff)
        return self if past.all() else self.where(past)

    def after(self, cutoff: int, horizon: timedelta) -> "History":
        """Return what happened in ``(cutoff, cutoff + horizon]``, whenever it became known.

        It is told of those who are customers now, each interaction once; see `persons`.
        """
        end = cutoff + micros(horizon)
        future = (self.occurred_at > cutoff) & (self.occurred_at <= end)
        return self.where(self._of_existing(future, STILL - 1))

    def until(self, moment: int) -> "History":
        """Return what happened by a moment, whenever it became known, of those who exist now."""
        return self.where(self._of_existing(self.occurred_at <= moment, STILL - 1))

    def existing(self, moment: int) -> "History":
        """Return the rows of those who were customers at a moment, whenever they are from."""
        everything = np.ones(len(self), bool)
        return self.where(self._of_existing(everything, moment)) if len(self.former) else self

    def _of_existing(self, rows: np.ndarray, moment: int) -> np.ndarray:
        """Return the mask of rows without those whose customer had ended by a moment."""
        return rows & (self.ended_at[self.owner] > moment) if len(self.former) else rows

    def take(self, start: int, stop: int) -> "History":
        """Return the history of the customers from number `start` up to `stop`, renumbered."""
        a, z = np.searchsorted(self.owner, [start, stop])
        part = self.where(slice(a, z))  # type: ignore[arg-type]
        return replace(
            part,
            customers=self.customers[start:stop],
            owner=part.owner - start,
            attributes=self.attributes.take(start, stop),
            former=self.former.take(start, stop),
        )

    def of_customer(self, customer_id: str) -> "History":
        """Return the history of one customer; empty if there is no such customer."""
        at = int(np.searchsorted(self.customers, customer_id))
        known = at < len(self.customers) and self.customers[at] == customer_id
        return self.take(at, at + 1 if known else at)

    def groups(self, entity: str, level: str = "item") -> Groups:
        """Return the rows grouped by customer, item or pair (customer and item).

        Parameters
        ----------
        entity
            ``customer``, ``item`` or ``pair``.
        level
            What counts as one item: ``item`` itself or a level of ITEMS. Rows without one
            belong to no item.
        """
        if entity == "customer":
            offsets = np.searchsorted(self.owner, np.arange(len(self.customers) + 1))
            number = np.arange(len(self.customers))
            return Groups(None, offsets, number, np.full(len(number), -1))
        item = self.code(level).astype(np.int64)
        rows = np.flatnonzero(item >= 0)
        width = len(self.names[level]) or 1
        key = item[rows] if entity == "item" else self.owner[rows] * np.int64(width) + item[rows]
        rows = rows[np.lexsort((self.occurred_at[rows], key))]
        key = item[rows] if entity == "item" else self.owner[rows] * np.int64(width) + item[rows]
        starts = np.flatnonzero(np.append(True, np.diff(key) != 0)) if len(key) else key
        offsets = np.append(starts, len(rows))
        customer = np.full(len(starts), -1) if entity == "item" else key[starts] // width
        return Groups(rows, offsets, customer, key[starts] % width)

    def _edge(self, which: str) -> int:
        if not len(self):
            raise CutoffError("The history is empty; run `patron build` on a source with records.")
        own = self.occurred_at[self.is_any("actor", ("customer",))]
        times = own if len(own) else self.occurred_at
        return int(getattr(times, which)())
