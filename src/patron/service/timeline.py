"""All touchpoints of a customer, newest first, some at a time."""

import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.features.compute import moment
from patron.live import LiveCustomer
from patron.schema import utc
from patron.service.found import Found
from patron.service.records import Timeline, Touchpoint

# Touchpoints at a time.
MOST, USUAL = 1_000, 100
# A moment in microseconds since 1970, and how many touchpoints of that moment were told.
PLACE = re.compile(r"(-?\d{1,17})\.(\d{1,9})")
WRONG_QUERY = "The query is not what this address takes."
WRONG_PAGE = {
    "limit": f"must be a whole number from 1 to {MOST:,}",
    "before": "must be what next said in the answer before",
}
COLUMNS = [name for name in Touchpoint.model_fields if name != "item_name"]


def timeline_of(found: Found, limit: int, before: tuple[int, int] | None = None) -> Timeline:
    """Return the touchpoints of the one customer found.

    Parameters
    ----------
    limit
        How many at most.
    before
        Where the last answer ended, as `read_page` returns it; None to begin with the newest.
    """
    [customer] = found.customers
    rows = _newest_first(customer, found.as_of)
    at = utc(rows["occurred_at"]).to_numpy()
    start = 0
    if before is not None:
        start = int((at > before[0]).sum()) + min(before[1], int((at == before[0]).sum()))
    stop = min(start + limit, len(at))
    place = None
    if stop < len(at):
        last = int(at[stop - 1])
        place = f"{last}.{int((at[:stop] == last).sum())}"
    names = dict(zip(*(customer.items[name].to_pylist() for name in ("item", "name")), strict=True))
    return Timeline(
        customer_id=customer.customer_id,
        as_of=moment(found.as_of),
        data_version=found.published.generation,
        touchpoints=[_touchpoint(row, names) for row in rows[start:stop].to_pylist()],
        next=place,
    )


def read_page(query: Mapping[str, str]) -> tuple[int, tuple[int, int] | None] | str:
    """Return `limit` and `before` of `timeline_of`, or the name of what cannot be meant."""
    limit, before = query.get("limit", str(USUAL)), query.get("before")
    if not (limit.isascii() and limit.isdigit() and len(limit) < 5 and 1 <= int(limit) <= MOST):
        return "limit"
    if before is None:
        return int(limit), None
    found = PLACE.fullmatch(before)
    return "before" if found is None else (int(limit), (int(found[1]), int(found[2])))


def _newest_first(customer: LiveCustomer, as_of: int) -> pa.Table:
    """Return the rows that had happened and were known, of one moment in order of their keys."""
    rows = customer.history.select(COLUMNS)
    for column in ("occurred_at", "known_at"):
        rows = rows.filter(pc.less_equal(rows[column], moment(as_of)))
    by = [("source", "ascending"), ("interaction_id", "ascending")]
    return rows.sort_by([("occurred_at", "descending"), *by])


def _touchpoint(row: dict[str, Any], names: dict[str, str | None]) -> Touchpoint:
    return Touchpoint(**row, item_name=names.get(row["item"]))
