"""What happens to a store whose database cannot be used for a while."""

import contextlib
import re
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from patron.errors import StoreError, StoreUnavailable
from patron.live import LiveStore
from patron.live.outage import AWAY, BUSY, CROWDED, DAMAGED, FULL, READ_ONLY, SHUT, remedy_of

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def impatient(url):
    store = LiveStore(url, patience=0.2)
    store.prepare()
    yield store
    store.close()


@pytest.fixture
def send(impatient, event_of):
    """Return a function that sends the event of a number."""
    return lambda number: impatient.receive([event_of(number, "a")], NOW)


def kept(store):
    return [event.row["interaction_id"] for *_, event in store.uncollected(0, 9_999)]


@contextmanager
def locked(url):
    """Keep all others from writing events."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("LOCK TABLE events IN EXCLUSIVE MODE")
        yield
        connection.rollback()
    engine.dispose()


def test_who_finds_it_locked_is_told_so_and_goes_on_later(url, impatient, send):
    assert send(1) == ["accepted"]
    with locked(url), pytest.raises(StoreUnavailable, match=re.escape(BUSY)):
        send(2)
    assert kept(impatient) == ["1"]
    assert send(2) == ["accepted"]


def test_reading_goes_on_while_another_writes(url, impatient, send):
    send(1)
    with locked(url):
        assert kept(impatient) == ["1"]


def test_a_server_that_was_stopped_is_waited_for(postgres, event_of):
    store = LiveStore(postgres.clean_database(), patience=2)
    store.receive([event_of(1, "a")], NOW)
    postgres.stop("fast")
    try:
        with pytest.raises(StoreUnavailable, match=re.escape(AWAY)):
            store.receive([event_of(2, "a")], NOW)
        with pytest.raises(StoreUnavailable), store.snapshot() as snapshot:
            assert snapshot.published is None
    finally:
        postgres.start()
    assert store.receive([event_of(2, "a")], NOW) == ["accepted"]
    assert kept(store) == ["1", "2"]
    store.close()


# Sends events of some size until its files may not grow any more, and the last one again when they
# may; says what it was told.
FILLING = """
import os, resource, sys
from datetime import UTC, datetime
from patron.errors import StoreUnavailable
from patron.live import Event, LiveStore

store, now = LiveStore(sys.argv[1], patience=1), datetime(2024, 5, 1, tzinfo=UTC)
row = {"source": "web", "account": "a", "occurred_at": 7, "kind": "visit", "actor": "customer"}

def send(number):
    event = Event({**row, "interaction_id": str(number), "text": 5_000 * "x"})
    [said] = store.receive([event], now)
    return said

send(0)
largest = os.path.getsize(sys.argv[2] + "-wal") + 100_000
resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
for number in range(1, 1_000):
    try:
        print(number, send(number))
    except StoreUnavailable as error:
        print("full", error)
        break
try:
    send(number)
except StoreUnavailable:
    print("still full")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(number, send(number))
"""


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path):
    file = tmp_path / "shop.db"
    url = f"sqlite:///{file}"
    done = subprocess.run(
        [sys.executable, "-c", FILLING, url, file], capture_output=True, text=True, check=True
    )
    *before, full, still, after = done.stdout.splitlines()
    assert full.startswith("full The live store")
    assert "Nothing of what was being written is kept." in full
    assert still == "still full"
    numbers = [line.removesuffix(" accepted") for line in [*before, after]]
    assert len(before) > 1
    store = LiveStore(url)
    assert kept(store) == ["0", *numbers]
    store.close()


def test_another_file_under_the_same_name_is_taken_up(tmp_path, event_of):
    file, other = tmp_path / "shop.db", tmp_path / "other.db"
    for path in (file, other):
        store = LiveStore(f"sqlite:///{path}")
        store.receive([event_of(path.stem, "a")], NOW)
        if path == file:
            first = store
    store.close()
    other.rename(file)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"shop.db{suffix}").unlink(missing_ok=True)
    assert first.receive([event_of(2, "a")], NOW) == ["accepted"]
    assert kept(first) == ["other", "2"]
    first.close()


def test_what_the_log_of_the_file_before_says_does_not_get_into_another(tmp_path, event_of):
    file, backup = tmp_path / "shop.db", tmp_path / "backup.db"
    store, reader = LiveStore(f"sqlite:///{file}"), LiveStore(f"sqlite:///{file}")
    store.receive([event_of("before", "a")], NOW)
    with (
        contextlib.closing(sqlite3.connect(file)) as source,
        contextlib.closing(sqlite3.connect(backup)) as copy,
    ):
        source.backup(copy)
    store.receive([event_of("since", "a")], NOW)
    assert kept(reader) == ["before", "since"]
    backup.rename(file)
    assert store.receive([event_of("after", "a")], NOW) == ["accepted"]
    assert kept(store) == kept(reader) == ["before", "after"]
    # Nothing is thrown away that was acknowledged.
    [log] = tmp_path.glob("shop.db-wal.*")
    assert b'"since"' in log.read_bytes()
    for one in (store, reader):
        one.close()


def test_a_file_that_has_gone_is_not_made_anew(tmp_path, event_of):
    file = tmp_path / "shop.db"
    store = LiveStore(f"sqlite:///{file}")
    store.receive([event_of(1, "a")], NOW)
    hidden = file.rename(tmp_path / "hidden.db")
    with pytest.raises(StoreError, match="has gone; put it back"):
        store.receive([event_of(2, "a")], NOW)
    assert not file.exists()
    hidden.rename(file)
    assert store.receive([event_of(2, "a")], NOW) == ["accepted"]
    assert kept(store) == ["1", "2"]
    store.close()


def test_a_file_that_is_no_database_is_told_as_damaged(tmp_path, event_of):
    file = tmp_path / "shop.db"
    store = LiveStore(f"sqlite:///{file}")
    store.receive([event_of(1, "ann")], NOW)
    text_file = tmp_path / "text"
    text_file.write_text("This is no database." * 1_000, encoding="utf-8")
    text_file.rename(file)
    with pytest.raises(StoreError, match=re.escape(DAMAGED)):
        store.receive([event_of(2, "ann")], NOW)
    with pytest.raises(StoreError, match=re.escape(DAMAGED)), store.snapshot() as snapshot:
        assert snapshot.published is None
    store.close()


def mistake(url, *statements):
    """Return what SQLAlchemy raises at the last of some statements."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except SQLAlchemyError as error:
        return error
    finally:
        engine.dispose()


FILL = "INSERT INTO t SELECT randomblob(100000)"


@pytest.mark.parametrize(
    ("query", "statements", "remedy"),
    [
        ("", ["PRAGMA max_page_count = 5", FILL], FULL),
        ("&mode=ro", [FILL], SHUT),
        ("", ["INSERT INTO nowhere VALUES (1)"], None),
    ],
)
def test_mistakes_of_sqlite_are_told_apart(tmp_path, query, statements, remedy):
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    url = f"sqlite:///file:{tmp_path}/x.db?uri=true{query}"
    assert remedy_of(mistake(url, *statements)) == remedy


@pytest.mark.parametrize(
    ("statements", "remedy"),
    [
        (["SET transaction_read_only = on", "CREATE TABLE x (y int)"], READ_ONLY),
        (["SELECT pg_terminate_backend(pg_backend_pid())"], AWAY),
        (["SELECT * FROM nowhere"], None),
    ],
)
def test_mistakes_of_postgresql_are_told_apart(postgres, statements, remedy):
    url = postgres.clean_database().replace("postgresql://", "postgresql+psycopg://")
    assert remedy_of(mistake(url, *statements)) == remedy


def test_a_pool_without_a_free_connection_is_crowded():
    from sqlalchemy.pool import QueuePool

    engine = create_engine(
        "sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0
    )
    with engine.connect(), pytest.raises(SQLAlchemyError) as raised, engine.connect():
        pass
    engine.dispose()
    assert remedy_of(raised.value) == CROWDED
