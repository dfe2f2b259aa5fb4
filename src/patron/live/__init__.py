"""The live store: what an answer needs now, beside the lake that holds everything."""

from patron.live.customer import OLD_ID, LiveCustomer, Published
from patron.live.store import LiveStore

__all__ = ["OLD_ID", "LiveCustomer", "LiveStore", "Published"]
