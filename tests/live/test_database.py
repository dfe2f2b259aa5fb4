import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from patron.errors import ConfigError, StoreError, StoreUnavailable
from patron.live.database import explained, file_of, open_engine, read_url, writing


def test_what_is_no_address_is_refused_without_repeating_it():
    with pytest.raises(ConfigError, match="PATRON_DATABASE_URL") as raised:
        read_url("user:secret@host")
    assert "secret" not in str(raised.value)


def test_an_unknown_kind_of_database_is_refused():
    with pytest.raises(ConfigError, match="'papyrus' database"):
        open_engine(read_url("papyrus://host/scroll"))


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////data/live/shop.db", Path("/data/live/shop.db")),
        ("sqlite://", None),
        ("postgresql://host/shop", None),
    ],
)
def test_only_sqlite_has_a_file(url, file):
    assert file_of(read_url(url)) == file


def test_a_mistake_is_explained_without_the_password(tmp_path):
    url = read_url(f"sqlite:///{tmp_path}/x.db")
    shown = read_url("postgresql://ann:secret@host/shop")
    with (
        pytest.raises(StoreError, match="no such table: nowhere") as raised,
        explained(shown),
        open_engine(url).connect() as connection,
    ):
        connection.execute(text("SELECT * FROM nowhere"))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("query", "path", "timeout"),
    [
        ("", '"$user", public', "5s"),
        ("&options=-c search_path=shop", "shop", "5s"),
        ("&options=-c lock_timeout=7000", '"$user", public', "7s"),
    ],
)
def test_what_the_address_of_a_server_says_itself_holds(postgres, query, path, timeout):
    engine = open_engine(read_url(postgres.clean_database() + query), patience=5)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW search_path")).scalar() == path
        assert connection.execute(text("SHOW lock_timeout")).scalar() == timeout
    engine.dispose()


def test_who_writes_without_a_pause_does_not_keep_others_from_writing(tmp_path):
    url = read_url(f"sqlite:///{tmp_path}/x.db")
    done = []

    def write(name, times):
        engine = open_engine(url)
        for _ in range(times):
            with writing(engine) as connection:
                connection.execute(text("INSERT INTO t VALUES (1)"))
            done.append(name)
        engine.dispose()

    engine = open_engine(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
        busy = threading.Thread(target=write, args=("busy", 300))
        other = threading.Thread(target=write, args=("other", 3))
        busy.start()
        other.start()
    engine.dispose()
    for thread in (busy, other):
        thread.join()
    assert len(done) == 303
    assert done.index("other") < 100


def test_who_has_waited_long_enough_for_another_thread_is_told_so(tmp_path):
    url = read_url(f"sqlite:///{tmp_path}/x.db")
    engine, other = open_engine(url), open_engine(url, patience=0.01)
    with (
        writing(engine),
        pytest.raises(StoreUnavailable, match=r"another thread has been at it for 0\.01 seconds"),
        writing(other),
    ):
        pass
    engine.dispose()
    other.dispose()
