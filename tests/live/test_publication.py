import json
import shutil
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import event, func, select

from patron.errors import StoreUnavailable
from patron.live import Commons, LiveStore
from patron.live.tables import CUSTOMERS, EVENTS, HOLDINGS, PUBLICATIONS, SEEN


def rows_in(store, table):
    with store._engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar()


def test_events_stay_until_a_publication_has_them(store, receive, event_of, customer_of):
    ann = customer_of("ann", accounts=(("web", "a"),))
    store.publish([ann], 5, "shop", {})
    receive(event_of(1, "a"), event_of(2, "a"))
    numbers = [(number, digest) for number, digest, *_ in store.uncollected(0, 1)]
    store.mark_collected(numbers, {"interactions": 3})
    # Made before the collection, and after it.
    store.publish([ann], 5, "shop", {}, Commons(included={"interactions": 2}))
    assert store.customer("ann").history.num_rows == 3
    store.publish([ann], 5, "shop", {}, Commons(included={"interactions": 3}))
    assert store.customer("ann").history["interaction_id"].to_pylist() == ["ann", "2"]


def test_what_is_published_is_still_known_to_have_been_received(
    store, receive, event_of, customer_of
):
    ann = customer_of("ann", accounts=(("web", "a"),))
    store.publish([ann], 5, "shop", {})
    receive(event_of(1, "a", identifiers={"email": "a@b.org"}))
    numbers = [(number, digest) for number, digest, *_ in store.uncollected(0, 9)]
    store.mark_collected(numbers, {"interactions": 3})
    store.publish([ann], 5, "shop", {}, Commons(included={"interactions": 3}))
    assert receive(event_of(1, "a", identifiers={"email": "a@b.org"})) == ["repeated"]
    assert [rows_in(store, table) for table in (EVENTS, SEEN, HOLDINGS)] == [1, 0, 0]
    assert receive(event_of(1, "a", 7.0)) == ["corrected"]
    assert sorted(store.customer("ann").history["amount"].to_pylist()) == [1.0, 7.0]


def test_only_the_newest_publication_is_kept(store, customer_of):
    for number in range(3):
        store.publish([customer_of("ann", number=number)], 5, "shop", {})
    assert [rows_in(store, table) for table in (CUSTOMERS, PUBLICATIONS)] == [1, 1]


def test_what_was_published_before_is_taken_out_of_sqlite_in_parts(
    tmp_path, customer_of, monkeypatch
):
    monkeypatch.setattr("patron.live.publication.BATCH", 2)
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    store.publish([customer_of(f"c{n}") for n in range(5)], 0, "shop", {})
    deleted = []

    @event.listens_for(store._engine, "after_cursor_execute")
    def note(connection, cursor, statement, *_):
        if statement.startswith("DELETE FROM customers"):
            deleted.append(cursor.rowcount)

    store.publish([customer_of("c1")], 0, "shop", {})
    assert deleted == [2, 2, 1]
    assert rows_in(store, CUSTOMERS) == 1
    store.close()


def test_a_publication_leaves_room_on_the_disk_and_nothing_of_itself(
    tmp_path, customer_of, event_of, monkeypatch
):
    monkeypatch.setattr("patron.live.publication.BATCH", 2)
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    store.publish([customer_of("c1")], 0, "shop", {})
    free = iter([100, 60, 49, 49, 49])
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: SimpleNamespace(total=1_000, free=next(free))
    )
    with pytest.raises(
        StoreUnavailable, match=r"has 49 bytes left; publishing stops at 50, .* room"
    ):
        store.publish([customer_of(f"c{n}") for n in range(9)], 0, "shop", {})
    with store.snapshot() as snapshot:
        assert snapshot.published.generation == 1
    assert rows_in(store, CUSTOMERS) == 1
    assert store.receive([event_of(1, "a")], datetime(2024, 6, 1, tzinfo=UTC)) == ["accepted"]
    store.close()


def test_events_can_be_received_while_a_publication_is_written(
    store, receive, event_of, customer_of
):
    ann = customer_of("ann", accounts=(("web", "a"),))
    store.publish([ann], 5, "shop", {})

    def slowly():
        for number in range(300):
            yield customer_of(f"c{number}")
            if number == 250:
                assert receive(event_of(1, "a")) == ["accepted"]
        yield ann

    store.publish(slowly(), 6, "shop", {})
    assert store.customer("ann").history.num_rows == 2


def test_the_rules_of_who_is_who_are_published(store):
    store.publish([], 5, "shop", {}, Commons(rules=json.dumps({"trusted": ["email"]})))
    assert store.meta().rules == {"trusted": ["email"]}
