import logging
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from patron.errors import StoreError
from patron.live import LiveStore
from patron.live.checkpoint import Checkpointer
from patron.live.database import LOG_PAGES

DAY = datetime(2024, 5, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "shop.db"


@pytest.fixture
def store(file):
    store = LiveStore(f"sqlite:///{file}")
    store.prepare()
    yield store
    store.close()


@pytest.fixture
def checkpointer(file):
    one = Checkpointer(f"sqlite:///{file}", seconds=0.01)
    yield one
    one.stop()


def size_of_log(file):
    return Path(f"{file}-wal").stat().st_size


def wait_for(is_so):
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_was_written_comes_from_the_log_into_the_file(store, checkpointer, event_of, file):
    store.receive([event_of(1, "ann")], DAY)
    before = file.read_bytes()
    pages, moved = checkpointer.checkpoint()
    assert pages == moved > 0
    assert file.read_bytes() != before
    assert b'"ann"' in file.read_bytes()


def test_what_somebody_reads_stays_in_the_log_and_nobody_waits(
    store, checkpointer, event_of, customer_of
):
    store.publish([customer_of("c1")], 0, "shop", {})
    with store.snapshot() as snapshot:
        assert snapshot.last_event is None
        store.receive([event_of(1, "ann")], DAY)
        pages, moved = checkpointer.checkpoint()
        assert moved < pages
        assert snapshot.published.generation == 1
    assert len(set(checkpointer.checkpoint())) == 1


def test_it_does_so_again_and_again_until_it_is_stopped(store, checkpointer, event_of, file):
    checkpointer.start()
    for number in range(3):
        store.receive([event_of(number, f"somebody {number}")], DAY)
        wait_for(lambda n=number: f"somebody {n}".encode() in file.read_bytes())
    checkpointer.stop()
    store.receive([event_of(9, "nobody")], DAY)
    time.sleep(0.1)
    assert b"nobody" not in file.read_bytes()


def test_a_write_leaves_a_log_of_some_size_alone(store, event_of, file):
    with store._engine.connect() as connection:
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar() == LOG_PAGES
    many = [event_of(number, f"account {number}" + 200 * "x") for number in range(6_000)]
    store.receive(many, DAY)
    page = 4_096
    assert 1_000 * page < size_of_log(file) < LOG_PAGES * page
    assert b"account 5999" not in file.read_bytes()


def test_no_file_is_made_where_there_is_none(checkpointer, file):
    assert checkpointer.checkpoint() == (0, 0)
    assert not file.exists()


def test_a_file_that_has_gone_is_told_once(store, checkpointer, file, tmp_path, caplog):
    checkpointer.checkpoint()
    file.rename(tmp_path / "away.db")
    with pytest.raises(StoreError, match="has gone"):
        checkpointer.checkpoint()
    with caplog.at_level(logging.WARNING, "patron.live"):
        checkpointer.start()
        wait_for(lambda: caplog.records)
        time.sleep(0.1)
    assert [record.message[:24] for record in caplog.records] == ["live: the log of SQLite "]
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_told_in_words_and_once(
    store, checkpointer, file, tmp_path, caplog
):
    checkpointer.checkpoint()
    other = tmp_path / "other.db"
    other.write_text("This is no database." * 1_000, encoding="utf-8")
    other.rename(file)
    Path(f"{file}-wal").unlink()
    with pytest.raises(StoreError, match="file is not a database"):
        checkpointer.checkpoint()
    caplog.clear()
    with caplog.at_level(logging.WARNING, "patron.live"):
        checkpointer.start()
        wait_for(lambda: caplog.records)
        time.sleep(0.1)
    [record] = caplog.records
    assert "file is not a database" in record.message
    assert record.exc_info is None


def test_of_postgresql_nothing_is_done(postgres):
    one = Checkpointer(postgres.clean_database(), seconds=0.01)
    one.start()
    assert not one._thread.is_alive()
    one.stop()
