from datetime import UTC, datetime

import pytest

from patron.errors import CutoffError
from patron.identity import customers_as_of
from patron.schema import CUSTOMERS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def held(account, customer_id, since, until=None):
    ends = None if until is None else day(until)
    named = {"source": "s", "account": account, "customer_id": customer_id}
    return {**named, "known_at": day(since), "known_until": ends}


# The account b was its own, then c's, then a's.
STORY = CUSTOMERS.of(
    [
        held("a", "ida", 1),
        held("c", "idc", 2, 9),
        held("c", "ida", 9),
        held("b", "idb", 3, 5),
        held("b", "idc", 5, 9),
        held("b", "ida", 9),
    ]
)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (1, {"a": "ida"}),
        (3, {"a": "ida", "c": "idc", "b": "idb"}),
        (5, {"a": "ida", "c": "idc", "b": "idc"}),
        (9, {"a": "ida", "c": "ida", "b": "ida"}),
    ],
)
def test_a_row_holds_from_its_moment_until_the_next_ones(at, expected):
    found = customers_as_of(STORY, day(at)).to_pylist()
    assert {row["account"]: row["customer_id"] for row in found} == expected
    assert len(found) == len(expected)


def test_before_everything_there_is_nobody():
    assert customers_as_of(STORY, datetime(2023, 1, 1, tzinfo=UTC)).num_rows == 0
    assert customers_as_of(CUSTOMERS.empty(), day(1)).num_rows == 0


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(CutoffError, match="has no time zone"):
        customers_as_of(STORY, datetime(2024, 1, 1))
