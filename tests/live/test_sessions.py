import pytest
from sqlalchemy import text

from patron.live.console import ConsoleStore


@pytest.fixture
def sessions(url):
    store = ConsoleStore(url)
    yield store
    store.close()


def test_a_session_is_of_a_key_until_it_ends(sessions):
    token = sessions.open_session("k1", now=5, until=10)
    assert [sessions.session(token, now) for now in (5, 9, 10)] == ["k1", "k1", None]
    assert sessions.session("another", 5) is None


def test_a_closed_session_is_nobodys(sessions):
    first, second = (sessions.open_session("k1", 5, 10) for _ in range(2))
    sessions.close_session(first)
    assert [sessions.session(token, 6) for token in (first, second)] == [None, "k1"]


def test_only_hashes_are_kept_and_ended_sessions_are_taken_out(sessions):
    sessions.open_session("k1", 5, 10)
    token = sessions.open_session("k2", 10, 20)
    with sessions._engine.connect() as connection:
        [row] = connection.execute(text("SELECT * FROM sessions")).all()
    assert (row.key_id, row.made_at, row.expires_at) == ("k2", 10, 20)
    assert token not in str(row)
