import pytest
from sqlalchemy import text

from patron.errors import ConfigError, StoreError, StoreUnavailable
from patron.live.keyring import Keyring
from patron.live.keys import Granted, parse_token

SCORE = Granted(frozenset({"score"}))


@pytest.fixture
def ring(url):
    ring = Keyring(url)
    yield ring
    ring.close()


def test_a_key_is_kept_without_its_secret(ring):
    key, token = ring.add("shop", SCORE, now=5, expires_at=9)
    _, secret = parse_token(token)
    assert ring.keys() == {key.key_id: key}
    assert key.is_opened_by(secret)
    with ring._engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM keys")).all())
    assert key.hash in stored
    assert secret not in stored


def test_a_revoked_key_no_longer_holds_and_keeps_its_first_revocation(ring):
    key, _ = ring.add("shop", SCORE, now=5)
    assert ring.revoke(key.key_id, now=6).revoked_at == 6
    assert ring.revoke(key.key_id, now=7).revoked_at == 6
    assert not ring.keys()[key.key_id].holds(8)
    with pytest.raises(ConfigError, match="no key 'x'; `patron key list`"):
        ring.revoke("x", now=6)


def test_what_a_known_key_is_for_is_not_read_again(ring):
    key, _ = ring.add("shop", SCORE, now=5)
    known = ring.keys()
    ring.revoke(key.key_id, now=6)
    again = ring.keys(known)[key.key_id]
    assert again.granted is known[key.key_id].granted
    assert again.revoked_at == 6


def test_the_last_use_is_noted(ring):
    key, _ = ring.add("shop", SCORE, now=5)
    ring.note_used({key.key_id: 8})
    assert ring.keys()[key.key_id].last_used_at == 8


def test_a_key_without_a_name_is_refused(ring):
    with pytest.raises(ConfigError, match="says whose it is"):
        ring.add(" ", SCORE, now=5)


def test_looking_for_keys_makes_no_store(tmp_path):
    ring = Keyring(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(StoreError, match="`patron key add` makes it"):
        ring.keys()
    assert list(tmp_path.iterdir()) == []


def test_keys_are_those_of_the_file_that_is_there_now(tmp_path):
    url, other = f"sqlite:///{tmp_path}/shop.db", f"sqlite:///{tmp_path}/other.db"
    ring, another = Keyring(url), Keyring(other)
    before, _ = ring.add("shop", SCORE, now=5)
    after, _ = another.add("shop", SCORE, now=5)
    another.close()
    assert set(ring.keys()) == {before.key_id}
    (tmp_path / "other.db").rename(tmp_path / "shop.db")
    assert set(ring.keys()) == {after.key_id}
    ring.close()


def test_a_server_that_is_away_is_not_taken_for_a_store_that_is_missing(tmp_path):
    ring = Keyring(f"postgresql://patron@/postgres?host={tmp_path}", patience=1)
    with pytest.raises(StoreUnavailable, match="Is the server running"):
        ring.keys()
    ring.close()
