import pytest

from patron.errors import ConfigError
from patron.live.keys import Granted, Key, hash_of, new_token, parse_token


def test_a_token_holds_the_id_and_a_secret_of_256_bits():
    key_id, secret, token = new_token()
    assert parse_token(token) == (key_id, secret)
    assert len(secret) == 43  # 256 bits, 6 a letter
    assert new_token()[1] != secret


@pytest.mark.parametrize("token", ["", "patron", "patron_x_y", "patron_" + "a" * 12 + "_", "é" * 9])
def test_what_is_no_token_is_none(token):
    assert parse_token(token) is None


def test_only_its_own_secret_opens_a_key():
    key = Key("a", "shop", hash_of("right"), Granted(frozenset({"score"})), made_at=0)
    assert key.is_opened_by("right")
    assert not key.is_opened_by("wrong")


@pytest.mark.parametrize(
    ("times", "holds"),
    [
        ({}, True),
        ({"expires_at": 11}, True),
        ({"expires_at": 10}, False),
        ({"revoked_at": 3}, False),
    ],
)
def test_a_key_holds_until_it_ends(times, holds):
    key = Key("a", "shop", "", Granted(frozenset({"score"})), made_at=0, **times)
    assert key.holds(10) == holds


def test_what_a_key_is_for_is_written_and_read():
    everything = Granted(frozenset({"score", "events"}))
    little = Granted(
        frozenset({"score"}), frozenset({"c1"}), {"region": "north"}, frozenset({"churn.band"}), 2.0
    )
    for granted in (everything, little):
        assert Granted.of_json(granted.as_json()) == granted
    assert (everything.is_limited, little.is_limited) == (False, True)


@pytest.mark.parametrize(
    ("granted", "message"),
    [
        (Granted(frozenset({"scroe"})), "There is no scope 'scroe'; there are score, explain"),
        (Granted(frozenset()), "at least one scope"),
        (Granted(frozenset({"score"}), fields=frozenset({"chrun.band"})), "no field 'chrun'"),
        (Granted(frozenset({"events"}), frozenset({"c1"})), "could make two customers one"),
        (Granted(frozenset({"outcomes"}), segment={"a": "b"}), "cannot have the scope outcomes"),
        (Granted(frozenset({"score"}), rate=0), "rate must be above 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(granted, message):
    with pytest.raises(ConfigError, match=message):
        granted.check()
