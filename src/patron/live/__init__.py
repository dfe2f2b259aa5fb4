"""The live store: what an answer needs now, beside the lake that holds everything."""

from patron.live.customer import (
    OLD_ID,
    Commons,
    Grant,
    Identifier,
    LiveCustomer,
    Published,
)
from patron.live.event import Event, read_event
from patron.live.store import LiveStore
from patron.live.supposed import NOTHING, Supposed

__all__ = [
    "NOTHING",
    "OLD_ID",
    "Commons",
    "Event",
    "Grant",
    "Identifier",
    "LiveCustomer",
    "LiveStore",
    "Published",
    "Supposed",
    "read_event",
]
