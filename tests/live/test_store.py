import subprocess
import sys

import pytest

from patron.errors import ConfigError, StoreError
from patron.live import LiveStore, Published

# Publishes one customer after the other for as long as it is let; says when the first is written.
ENDLESS = """
import sys, time
from itertools import count
from patron.live import LiveStore

store = LiveStore(sys.argv[1])
[ann] = store.customers(["ann"])

def customers():
    for number in count():
        if number == 1000:
            print("halfway", flush=True)
            time.sleep(60)
        yield type(ann)(f"new{number}", ann.history, ann.items, ann.facts)

store.publish(customers(), 9, "shop", {})
"""
READER = """
import sys
from patron.live import LiveStore
store = LiveStore(sys.argv[1])
print(store.meta().generation, store.customer("ann") is not None, store.customer("new0"))
"""


def test_what_was_published_is_read(store, customer_of):
    ann = customer_of("ann", amount=2.5, identifiers=(("card", "7"),), answers={"decisions": "[]"})
    assert store.publish([ann, customer_of("bob")], 5, "shop", {"history": 3}) == 2
    assert store.meta() == Published(1, 5, "shop", {"history": 3}, {"decisions": 1})
    found = store.customer("ann")
    assert found.history.equals(ann.history)
    assert found.items.equals(ann.items)
    assert found.facts.equals(ann.facts)
    assert store.find("card", "7") == "ann"


def test_nobody_is_none(store, customer_of):
    store.publish([customer_of("ann")], 5, "shop", {})
    assert store.customer("bob") is None
    assert store.find("card", "7") is None


def test_publishing_again_replaces_everything(store, customer_of):
    store.publish([customer_of("ann", identifiers=(("card", "7"),))], 5, "shop", {})
    store.publish([customer_of("bob")], 6, "shop", {})
    assert store.customer("ann") is None
    assert store.find("card", "7") is None
    assert store.meta() == Published(2, 6, "shop", {}, {})


def test_a_publication_that_fails_leaves_the_old_one(store, customer_of):
    store.publish([customer_of("ann")], 5, "shop", {})

    def broken():
        yield customer_of("bob")
        raise OSError("the lake went away")

    with pytest.raises(OSError, match="the lake went away"):
        store.publish(broken(), 6, "shop", {})
    assert store.customer("ann") is not None
    assert store.meta().generation == 1


def test_the_same_customer_twice_is_refused_and_leaves_the_old_one(store, customer_of):
    store.publish([customer_of("ann")], 5, "shop", {})
    with pytest.raises(StoreError, match=r"(?i)unique constraint"):
        store.publish([customer_of("bob"), customer_of("bob")], 6, "shop", {})
    assert store.customer("ann") is not None


def test_a_writer_killed_halfway_leaves_the_old_state_to_readers_in_any_process(
    store, url, customer_of
):
    store.publish([customer_of("ann")], 5, "shop", {})
    writer = subprocess.Popen([sys.executable, "-c", ENDLESS, url], stdout=subprocess.PIPE)
    try:
        assert writer.stdout.readline() == b"halfway\n"
        beside = subprocess.run(
            [sys.executable, "-c", READER, url], capture_output=True, check=True, text=True
        )
        assert beside.stdout == "1 True None\n"
    finally:
        writer.kill()
        writer.communicate()
    assert store.customer("new0") is None
    assert store.customer("ann") is not None
    store.publish([customer_of("bob")], 6, "shop", {})
    assert store.meta().generation == 2


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/live/shop.db")
    with pytest.raises(StoreError, match="does not exist; `patron score` writes it"):
        store.customer("ann")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "shop.db").write_text("not a database, but long enough to be taken for one" * 9)
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    with pytest.raises(StoreError, match="not a database"):
        store.customer("ann")
    store.close()


def test_a_database_that_was_never_published_says_so(tmp_path):
    (tmp_path / "shop.db").touch()
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    with pytest.raises(StoreError, match="never published"):
        store.meta()
    store.close()


def test_what_is_no_address_is_refused():
    with pytest.raises(ConfigError, match="is not one"):
        LiveStore("shop.db")
