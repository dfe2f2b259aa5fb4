from datetime import UTC, datetime

import pytest

from patron.errors import SchemaError
from patron.live.outcomes import Outcome, read_outcome

NOW = datetime(2024, 5, 1, tzinfo=UTC)
MICROS = int(NOW.timestamp()) * 1_000_000
TOLD = {"decision_id": "d1", "kind": "bought"}


def test_an_outcome_is_of_now_unless_it_says_when():
    sent = {**TOLD, "outcome_id": "o", "amount": 9, "occurred_at": "2024-04-30T23:59:59Z"}
    assert read_outcome(sent, NOW) == Outcome("o", "d1", "bought", MICROS - 1_000_000, 9.0)
    assert read_outcome(TOLD, NOW).occurred_at == MICROS


def test_without_an_id_the_same_content_is_the_same_outcome():
    later = datetime(2024, 5, 2, tzinfo=UTC)
    first, again = read_outcome(TOLD, NOW), read_outcome({**TOLD, "amount": None}, later)
    other = read_outcome({**TOLD, "kind": "seen"}, NOW)
    assert first.outcome_id == again.outcome_id != other.outcome_id


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (7, "must be an object"),
        ({**TOLD, "when": 1}, "no field 'when'"),
        ({"decision_id": "d1", "kind": "liked"}, "kind must be one of sent, seen"),
        ({"kind": "seen"}, "decision_id is missing"),
        ({"kind": "seen", "decision_id": 7}, "decision_id must be a text"),
        ({"kind": "seen", "decision_id": 7, "outcome_id": 7}, "outcome_id must be a text"),
        ({**TOLD, "amount": "9"}, "amount must be a number"),
        ({**TOLD, "occurred_at": "2024-05-01T00:06:00Z"}, "not in the future"),
    ],
)
def test_what_is_no_outcome_is_refused_with_the_reason(sent, says):
    with pytest.raises(SchemaError, match=says):
        read_outcome(sent, NOW)
