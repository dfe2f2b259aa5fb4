import logging
import time

import pytest

from patron.live.keyring import Keyring
from patron.live.keys import Granted
from patron.service import keywatch
from patron.service.keywatch import KeyWatch

SCORE = Granted(frozenset({"score"}), rate=1)


@pytest.fixture
def ring(tmp_path):
    ring = Keyring(f"sqlite:///{tmp_path}/shop.db")
    ring.prepare()
    yield ring
    ring.close()


def test_a_key_is_found_by_its_token_until_it_is_revoked(ring):
    key, token = ring.add("shop", SCORE, now=0, expires_at=100)
    watch = KeyWatch(ring)
    assert watch.find(token, 1) is None
    watch.look()
    assert watch.find(token, 99) == key
    assert watch.find(token, 100) is None
    assert watch.find(token[:-1] + ("A" if token[-1] != "A" else "B"), 1) is None
    assert watch.find("patron_000000000000_" + token.split("_", 2)[2], 1) is None
    ring.revoke(key.key_id, now=5)
    watch.look()
    assert watch.find(token, 6) is None


def test_whoever_is_signed_in_is_known_by_the_id_of_a_key_that_holds(ring):
    key, _ = ring.add("shop", SCORE, now=0, expires_at=100)
    watch = KeyWatch(ring)
    watch.look()
    assert watch.named(key.key_id, 99) == key
    assert watch.named(key.key_id, 100) is None
    assert watch.named(None, 1) is None
    ring.revoke(key.key_id, now=5)
    watch.look()
    assert watch.named(key.key_id, 6) is None


def test_the_last_use_is_written_when_it_stops(ring):
    key, token = ring.add("shop", SCORE, now=0)
    watch = KeyWatch(ring)
    watch.look()
    watch.find(token, 7)
    watch.stop()
    assert ring.keys()[key.key_id].last_used_at == 7


def test_each_key_has_a_bucket_of_its_own(ring):
    one, _ = ring.add("one", SCORE, now=0)
    other, _ = ring.add("other", SCORE, now=0)
    watch = KeyWatch(ring)
    assert [watch.wait_of(one, 0.0) for _ in range(3)] == [0, 0, 1]
    assert watch.wait_of(other, 0.0) == 0


def test_without_a_store_no_key_is_good_for_long_and_the_log_says_so_once(
    tmp_path, monkeypatch, caplog, ring
):
    watch = KeyWatch(Keyring(f"sqlite:///{tmp_path}/none.db"))
    with caplog.at_level(logging.WARNING):
        watch.look()
        watch.look()
    assert len(caplog.records) == 1
    assert not watch.is_fresh
    watch = KeyWatch(ring)
    watch.look()
    assert watch.is_fresh
    monkeypatch.setattr(keywatch, "STALE", 0)
    assert not watch.is_fresh


def test_a_running_watch_notices_a_new_key_and_a_revoked_one(ring):
    watch = KeyWatch(ring, seconds=0.01)
    watch.start()
    try:
        key, token = ring.add("shop", SCORE, now=0)
        wait_until(lambda: watch.find(token, 1) is not None)
        ring.revoke(key.key_id, now=1)
        wait_until(lambda: watch.find(token, 2) is None)
    finally:
        watch.stop()


def wait_until(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    assert condition()
