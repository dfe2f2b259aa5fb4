from datetime import UTC, datetime

import pyarrow as pa
import pytest

from patron.identity import IdentityRules, resolve
from patron.schema import IDENTIFIERS

RULES = IdentityRules(trusted=("email", "loyalty_id"), largest=3)


def at(day: int) -> datetime:
    return datetime(2024, 1, day, tzinfo=UTC)


def identifiers(*rows):
    names = ("source", "account", "id_type", "id_value", "known_at")
    return IDENTIFIERS.of([dict(zip(names, (*row[:4], at(row[4])), strict=True)) for row in rows])


def resolved(rows, previous=None, rules=RULES):
    """Return customers by account, from identifiers alone."""
    table = identifiers(*rows)
    accounts = (
        table.group_by(["source", "account"])
        .aggregate([("known_at", "min")])
        .rename_columns(["source", "account", "known_at"])
        .sort_by([("known_at", "ascending"), ("source", "ascending"), ("account", "ascending")])
    )
    return resolve(table, accounts, rules, previous)


def ids(customers: pa.Table) -> dict[str, str]:
    return dict(
        zip(customers["account"].to_pylist(), customers["customer_id"].to_pylist(), strict=True)
    )


def linked(customers: pa.Table) -> dict[str, int]:
    days = [moment.day for moment in customers["known_at"].to_pylist()]
    return dict(zip(customers["account"].to_pylist(), days, strict=True))


def test_accounts_with_the_same_email_are_one_customer():
    found = ids(
        resolved(
            [
                ("web", "w1", "email", "Ann@X.org ", 1),
                ("till", "t1", "email", "ann@x.org", 2),
                ("till", "t2", "email", "bob@x.org", 3),
            ]
        )
    )
    assert found["w1"] == found["t1"] != found["t2"]


def test_a_shared_phone_does_not_merge_a_household():
    rows = [("web", "w1", "phone", "555", 1), ("web", "w2", "phone", "555", 1)]
    found = ids(resolved(rows))
    assert found["w1"] != found["w2"]


def test_an_address_that_everybody_uses_proves_nothing():
    rows = [("till", f"t{n}", "email", "shop@x.org", 1) for n in range(5)]
    assert len(set(ids(resolved(rows)).values())) == 5


@pytest.mark.parametrize("nothing", ["unknown", "N/A", " - ", "NULL"])
def test_a_value_that_stands_for_nothing_proves_nothing(nothing):
    rows = [("web", "w1", "email", nothing, 1), ("web", "w2", "email", nothing, 1)]
    assert len(set(ids(resolved(rows)).values())) == 2


def test_a_link_is_known_when_its_last_piece_was():
    # w1 - ann@x.org - t1 is complete on day 5, t1 - card 7 - c1 on day 3: c1 is w1's from day 5.
    rows = [
        ("web", "w1", "email", "ann@x.org", 1),
        ("till", "t1", "email", "ann@x.org", 5),
        ("till", "t1", "loyalty_id", "7", 2),
        ("crm", "c1", "loyalty_id", "7", 3),
    ]
    customers = resolved(rows)
    assert len(set(ids(customers).values())) == 1
    assert linked(customers) == {"w1": 1, "t1": 5, "c1": 5}


def test_of_two_paths_the_earlier_makes_the_link_known():
    rows = [
        ("web", "w1", "email", "ann@x.org", 1),
        ("till", "t1", "email", "ann@x.org", 9),
        ("web", "w1", "loyalty_id", "7", 2),
        ("till", "t1", "loyalty_id", "7", 4),
    ]
    assert linked(resolved(rows)) == {"w1": 1, "t1": 4}


def test_ids_survive_younger_accounts_and_joins():
    first = resolved([("web", "w1", "email", "a@x.org", 1), ("till", "t1", "email", "b@x.org", 2)])
    then = resolved(
        [
            ("web", "w1", "email", "a@x.org", 1),
            ("till", "t1", "email", "b@x.org", 2),
            ("till", "t1", "email", "a@x.org", 8),
        ],
        previous=first,
    )
    assert set(ids(then).values()) == {ids(first)["w1"]}


def test_ids_survive_an_older_account_found_later():
    first = resolved([("web", "w1", "email", "a@x.org", 5)])
    rows = [("web", "w1", "email", "a@x.org", 5), ("till", "t0", "email", "a@x.org", 1)]
    assert set(ids(resolved(rows, previous=first)).values()) == {ids(first)["w1"]}
    assert set(ids(resolved(rows)).values()) != {ids(first)["w1"]}


def test_the_parts_of_a_split_customer_have_different_ids():
    rows = [("web", "w1", "email", "a@x.org", 1), ("till", "t1", "email", "a@x.org", 2)]
    first = resolved(rows)
    then = ids(resolved(rows, previous=first, rules=IdentityRules(trusted=("loyalty_id",))))
    assert then["w1"] == ids(first)["w1"]
    assert then["t1"] != then["w1"]


def test_no_accounts_are_no_customers():
    assert resolved([]).num_rows == 0
