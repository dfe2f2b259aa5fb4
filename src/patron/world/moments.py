"""When in a week things happen, and times as text."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.settings import DAY, WEEK, World
from patron.world.words import Array

ZONE = "Europe/Berlin"
SECOND = 1_000_000
# Monday to Sunday: how much goes on. Stores are closed on Sundays.
IN_STORE = np.cumsum([0.14, 0.13, 0.14, 0.15, 0.2, 0.24])
ONLINE = np.cumsum([0.15, 0.13, 0.13, 0.13, 0.12, 0.14, 0.2])


def in_week(
    world: World, week: Array, draw: np.random.Generator, days: Array = ONLINE, hour: float = 17.0
) -> Array:
    """Return moments (microseconds since 1970, UTC) within weeks.

    Parameters
    ----------
    days
        Cumulated shares of the days from Monday on.
    hour
        Hour (UTC) about which they lie.
    """
    day = np.searchsorted(days / days[-1], draw.random(len(week)), side="right")
    seconds = np.clip(draw.normal(hour, 3.0, len(week)), 7.0, 22.99) * 3600
    return np.asarray(
        world.start_at
        + week.astype(np.int64) * WEEK
        + day * DAY
        + seconds.astype(np.int64) * SECOND
    )


def weeks_of(world: World, at: Array) -> Array:
    """Return the week of each moment."""
    return np.asarray((at - world.start_at) // WEEK)


def instants(at: Array) -> pa.Array:
    """Return moments as Arrow times (UTC)."""
    return pa.array(at.astype(np.int64)).cast(pa.timestamp("us", tz="UTC"))


def iso(at: Array) -> pa.Array:
    """Return moments as text such as ``2025-01-31T10:00:00Z``."""
    text = _plain(at).cast(pa.string())
    return pc.binary_join_element_wise(pc.replace_substring(text, " ", "T"), "Z", "")


def local(at: Array, as_utc: Array | None = None) -> pa.Array:
    """Return moments as text in the retailer's own time, without its offset.

    Parameters
    ----------
    as_utc
        Which of them are written in UTC by mistake.
    """
    there = pc.local_timestamp(pa.array(at // SECOND).cast(pa.timestamp("s", tz=ZONE)))
    if as_utc is not None:
        there = pc.if_else(pa.array(as_utc), _plain(at), there)
    return there.cast(pa.string())


def days(at: Array) -> pa.Array:
    """Return the day (UTC) of each moment as text such as ``2025-01-31``."""
    return pc.utf8_slice_codeunits(_plain(at).cast(pa.string()), 0, 10)


def _plain(at: Array) -> pa.Array:
    return pa.array(at // SECOND).cast(pa.timestamp("s"))
