"""Live customers of one row each, and a store on each database that there may be."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from patron.live import Event, LiveCustomer, LiveStore
from patron.schema import HISTORY, ITEMS, TEXT, TIME

FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
DAY = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.fixture
def customer_of():
    """Return a function that makes a customer who bought for an amount."""

    def make(customer_id, amount=1.0, **rest):
        row = {"customer_id": customer_id, "occurred_at": DAY, "known_at": DAY, "amount": amount}
        row |= {"kind": "purchase", "actor": "customer", "item": "tea"}
        return LiveCustomer(
            customer_id,
            HISTORY.of([{**row, "source": "till", "interaction_id": customer_id}]),
            ITEMS.of([{"item": "tea", "category": "drinks"}]),
            FACTS.empty_table(),
            **rest,
        )

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/live/shop.db"
    return request.getfixturevalue("postgres").clean_database()


@pytest.fixture
def store(url):
    store = LiveStore(url)
    yield store
    store.close()


@pytest.fixture
def event_of():
    """Return a function that makes an event of source web, told by its number and account."""

    def make(number, account, amount=1.0, at=DAY, source="web", **beside):
        row = {
            "source": source,
            "interaction_id": str(number),
            "account": account,
            "occurred_at": int(at.timestamp()) * 1_000_000,
            "kind": "visit",
            "actor": "customer",
            "amount": amount,
        }
        row |= {name: beside.pop(name) for name in ("item",) if name in beside}
        return Event(row, **beside)

    return make


@pytest.fixture
def receive(store):
    """Return a function that sends events; e-mail addresses prove who somebody is."""

    def run(*events, now=DAY):
        ones = {one for event in events for one in event.identifiers.items()}
        return store.receive(events, now, {one: (one[1], one[0] == "email") for one in ones})

    return run
