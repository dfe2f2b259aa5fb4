"""How often a customer was contacted, counted so that a limit holds whoever asks."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from patron.live.lock import hold
from patron.live.tables import CONTACTS


def reserve(
    connection: Connection,
    customers: Sequence[str],
    channel: str,
    now: int,
    window: int,
    limit: int,
) -> bool:
    """Return whether a contact was still free, having counted it; see `LiveStore`."""
    hold(connection, (f"contact {name}" for name in customers))
    if count(connection, customers, channel, now, window) >= limit:
        return False
    row = {"customer_id": customers[0], "channel": channel, "at": now}
    connection.execute(CONTACTS.insert(), row)
    return True


def count(
    connection: Connection, customers: Sequence[str], channel: str, now: int, window: int
) -> int:
    """Return how many contacts there were in ``(now - window, now]``, or are promised later."""
    # What is dated later counts as well: whose clock is behind must not get more than others.
    asked = select(func.count()).where(
        CONTACTS.c.customer_id.in_(customers),
        CONTACTS.c.channel == channel,
        CONTACTS.c.at > now - window,
    )
    return int(connection.execute(asked).scalar_one())
