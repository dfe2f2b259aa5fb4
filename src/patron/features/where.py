"""Which interactions count: filters on the columns of the history."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from patron.config import Described

Names = str | tuple[str, ...] | None
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Weekdays = Weekday | tuple[Weekday, ...] | None
Daypart = Literal["night", "morning", "afternoon", "evening"]
Dayparts = Daypart | tuple[Daypart, ...] | None
Hour = Annotated[int, Field(ge=0, le=23)]
Hours = Hour | tuple[Hour, ...] | None
NumberColumn = Literal["amount", "quantity", "discount", "sentiment"]
# Those of them that are amounts of money.
MONEY = ("amount", "discount")
TextColumn = Literal[
    "basket", "item", "channel", "offer", "kind", "department", "category", "subcategory", "brand"
]

# In the order in which a sentence names them before the kind.
ADJECTIVES = (
    "weekday",
    "daypart",
    "hour",
    "channel",
    "brand",
    "department",
    "category",
    "subcategory",
    "item",
    "offer",
)


class Where(Described):
    """Which interactions count; a field left out lets all pass.

    Parameters
    ----------
    kind, channel, actor, item, offer
        Wanted value, or a list of them, in that column of the history.
    department, category, subcategory, brand
        The same for the item's group in ITEMS.
    weekday
        ``monday`` to ``sunday`` (UTC).
    daypart
        ``night`` (0 to 6 o'clock UTC), ``morning``, ``afternoon`` or ``evening`` (from 18).
    hour
        Hour of the day (0 to 23, UTC), a list such as ``[22, 23, 0]``, or first and last such as
        ``22-0``; hour 22 lasts until 23:00.
    """

    kind: Names = None
    channel: Names = None
    actor: Names = None
    item: Names = None
    offer: Names = None
    department: Names = None
    category: Names = None
    subcategory: Names = None
    brand: Names = None
    weekday: Weekdays = None
    daypart: Dayparts = None
    hour: Hours = None

    @field_validator("hour", mode="before")
    @classmethod
    def _from_first_to_last(cls, hour: Any) -> Any:
        span = re.fullmatch(r"(\d{1,2})-(\d{1,2})", hour) if isinstance(hour, str) else None
        if span is None:
            return hour
        first, last = map(int, span.groups())
        if max(first, last) > 23:
            raise ValueError("hours are from 0 to 23, first and last such as 22-0")
        return tuple((first + n) % 24 for n in range((last - first) % 24 + 1))

    def wanted(self) -> dict[str, tuple[str, ...]]:
        """Return the wanted names by column, without the columns that let all pass."""
        given = {name: getattr(self, name) for name in Where.model_fields}
        return {
            name: tuple(map(str, names)) if isinstance(names, tuple) else (str(names),)
            for name, names in given.items()
            if names is not None
        }


def in_words(column: str, names: Sequence[str]) -> str:
    """Return names of a column as a reader writes them, such as "Saturday or Sunday"."""
    if column == "hour":
        return " or ".join(_hours_in_words([int(name) for name in names]))
    written = [name.capitalize() if column == "weekday" else name for name in names]
    return " or ".join(written)


def _hours_in_words(hours: Sequence[int]) -> Iterator[str]:
    """Yield each run of hours as first and last moment, such as "22:00 to 1:00"."""
    wanted = set(hours)
    if len(wanted) == 24:
        yield "0:00 to 24:00"
        return
    for first in dict.fromkeys(hours):
        if (first - 1) % 24 not in wanted:
            end = next(first + n for n in range(1, 25) if (first + n) % 24 not in wanted)
            yield f"{first}:00 to {end % 24 or 24}:00"
