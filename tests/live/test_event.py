from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from patron.errors import SchemaError
from patron.identity.accounts import own_ids
from patron.live import Event, read_event
from patron.live.event import AHEAD, digest_of, own_id

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SENT = {
    "source": "web",
    "interaction_id": "1",
    "account": "v1",
    "occurred_at": "2024-05-01T12:00:00+02:00",
    "kind": "visit",
}


def test_an_event_is_a_row_of_interactions_and_what_it_tells_beside():
    beside = {"identifiers": {"email": "A@b.org"}, "consents": {"email": False}}
    event = read_event({**SENT, "amount": 2, "item": None, **beside}, NOW)
    at = 1_714_557_600_000_000
    row = {**SENT, "occurred_at": at, "actor": "customer", "amount": 2.0}
    assert event == Event(row, {"email": "A@b.org"}, {}, {"email": False})
    assert Event.of_record(event.record()) == event
    assert (event.key, event.account) == (("web", "1"), ("web", "v1"))


def test_the_same_event_has_the_same_digest_however_it_is_written():
    one = read_event({**SENT, "amount": 2}, NOW)
    other = read_event({"amount": 2.0, **SENT, "occurred_at": "2024-05-01T10:00:00Z"}, NOW)
    assert digest_of(one.record()) == digest_of(other.record())
    assert digest_of(read_event(SENT, NOW).record()) != digest_of(one.record())


def test_what_is_a_little_ahead_is_taken():
    read_event({**SENT, "occurred_at": (NOW + AHEAD).isoformat()}, NOW)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": None}, "kind is missing"),
        ({"source": ""}, "source must be a text of 1 to 300 letters"),
        ({"item": "x" * 301}, "item must be a text of 1 to 300"),
        ({"text": "x" * 10_001}, "text must be a text of 1 to 10,000"),
        ({"account": "a\0"}, "account holds what is no letter"),
        ({"account": "\ud800"}, "account holds what is no letter"),
        ({"account": 7}, "account must be a text"),
        ({"amount": "2"}, "amount must be a number"),
        ({"amount": True}, "amount must be a number"),
        ({"amount": float("nan")}, "amount must be a number from"),
        ({"amount": 10**400}, "amount must be a number from"),
        ({"occurred_at": "2024-05-01T12:00:00"}, "occurred_at must be a time with its zone"),
        ({"occurred_at": 7}, "occurred_at must be a time"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at must be"),
        ({"occurred_at": (NOW + timedelta(hours=1)).isoformat()}, "not in the future"),
        ({"actor": "robot"}, "actor must be customer or company"),
        ({"known_at": "2024-05-01T12:00:00Z"}, "no field 'known_at'"),
        ({"identifiers": []}, "identifiers must be an object"),
        ({"identifiers": {"email": 7}}, "identifiers.email must be a text"),
        ({"identifiers": {"": "7"}}, "identifiers must be a text"),
        ({"identifiers": {str(n): "7" for n in range(21)}}, "at most 20 fields"),
        ({"consents": {"email": "no"}}, "consents.email must be true or false"),
    ],
)
def test_what_is_no_event_is_refused_with_the_reason(change, reason):
    with pytest.raises(SchemaError, match=reason):
        read_event({**SENT, **change}, NOW)


def test_only_an_object_is_an_event():
    with pytest.raises(SchemaError, match="must be an object"):
        read_event([SENT], NOW)


def test_an_accounts_own_id_is_the_one_that_a_build_gives_it():
    accounts = pa.table({"source": ["web"], "account": ["v\x1f1"], "number": [0]})
    assert own_ids(accounts).to_pylist() == [own_id("web", "v\x1f1")]
