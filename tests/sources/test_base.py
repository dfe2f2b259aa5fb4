from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from patron.sources.csv import Csv
from patron.sources.lines import Lines


def test_numbers_flags_and_days_of_yaml_become_sql():
    said = {
        "item": 7,
        "price": 2.5,
        "name": True,
        "tier": date(2024, 1, 31),
        "brand": datetime(2024, 1, 31, 10, tzinfo=UTC),
    }
    assert Csv(name="x", file="x.csv", items=said).items == {
        "item": "7",
        "price": "2.5",
        "name": "true",
        "tier": "DATE '2024-01-31'",
        "brand": "TIMESTAMPTZ '2024-01-31T10:00:00+00:00'",
    }


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "maps nothing; add a section: interactions, identifiers"),
        ({"items": {"item": ""}}, "at least 1 item"),
        ({"items": {"item": "x"}, "timezone": "Berlin"}, "must be a time zone such as UTC"),
        ({"items": {"item": "x"}, "package": "a.b"}, "match pattern"),
        ({"items": {"item": "x"}, "lookup": [{"file": "y", "by": []}]}, "at least 1 item"),
        ({"items": {"item": "x"}, "delimiter": ";;"}, "at most 1 character"),
    ],
)
def test_what_cannot_be_meant_is_refused(fields, message):
    with pytest.raises(ValidationError, match=message):
        Csv(name="x", file="x.csv", **fields)


def test_places_are_lines_where_a_record_is_a_line(tmp_path):
    source = Lines(name="x", file="x", pattern="(?P<a>.)", items={"item": "a"})
    assert source.lines_of(tmp_path, [3, 5], []) == {3: 3, 5: 5}
