from datetime import UTC, datetime

import pytest

from patron.client.cards import CardField, Touchpoint
from patron.client.decode import decode
from patron.client.records import Intake, Offer, Refused

FIELD = {"label": "Visits", "value": "31 visits", "source": "till", "known_at": None}


def test_a_record_holds_what_was_said_in_its_types():
    known = decode(CardField, {**FIELD, "known_at": "2024-12-31T10:05:00Z"})
    assert known.known_at == datetime(2024, 12, 31, 10, 5, tzinfo=UTC)
    assert decode(CardField, FIELD).known_at is None
    value = decode(Offer, {"value": 2}).value
    assert (value, type(value)) == (2.0, float)
    said = {"accepted": [0, 1], "refused": [{"index": 2, "reason": "account is missing."}]}
    intake = decode(Intake, said)
    assert (intake.accepted, intake.refused[0].reason) == ((0, 1), "account is missing.")


def test_a_hidden_field_says_why_it_is_missing():
    said = decode(Refused, {"index": 2})
    with pytest.raises(AttributeError, match=r"Refused\.reason is not in the answer: this key"):
        _ = said.reason
    with pytest.raises(AttributeError, match="no field 'resaon'"):
        _ = said.resaon
    assert repr(said) == "Refused(index=2)"


def test_records_are_equal_by_what_they_say_and_cannot_be_changed():
    one, same = (decode(CardField, FIELD) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    assert one != decode(CardField, {**FIELD, "value": "32 visits"})
    with pytest.raises(AttributeError, match="cannot assign"):
        one.value = "x"


def test_a_field_of_a_newer_service_is_passed_over():
    assert decode(CardField, {**FIELD, "colour": "red"}) == decode(CardField, FIELD)


@pytest.mark.parametrize("said", [None, [], "x", 1])
def test_what_is_no_object_is_none(said):
    with pytest.raises(TypeError, match="Touchpoint must be an object"):
        decode(Touchpoint, said)
