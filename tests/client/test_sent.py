import json
from datetime import UTC, datetime

import pytest

from patron.client.sent import encode


def test_times_are_written_with_their_zone_and_none_is_left_out():
    at = datetime(2024, 12, 31, 10, tzinfo=UTC)
    body = {"events": [{"occurred_at": at, "amount": None}], "task": None}
    said = {"events": [{"occurred_at": "2024-12-31T10:00:00+00:00", "amount": None}]}
    assert json.loads(encode(body)) == said


def test_what_cannot_be_meant_is_not_sent():
    with pytest.raises(ValueError, match="no time zone"):
        encode({"at": datetime(2024, 12, 31)})
    with pytest.raises(ValueError, match="JSON"):
        encode({"amount": float("nan")})
    with pytest.raises(TypeError, match="object cannot be sent"):
        encode({"amount": object()})
