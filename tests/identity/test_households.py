from datetime import UTC, datetime

import pytest

from patron.history.facts import FACTS
from patron.identity.households import find_households
from patron.identity.rules import IdentityRules
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CONNECTIONS, CUSTOMERS, IDENTIFIERS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def rows(table, *given):
    names = [*table.columns]
    return table.of([dict(zip(names, row, strict=True)) for row in given])


def lake_of(folder, customers, attributes=(), identifiers=()):
    lake = Lake(folder, threads=1)
    lake.replace(CUSTOMERS, rows(CUSTOMERS, *customers))
    lake.append(ATTRIBUTES, rows(ATTRIBUTES, *attributes))
    lake.append(IDENTIFIERS, rows(IDENTIFIERS, *identifiers))
    return lake


def alone(*accounts):
    """Return customers of one account each, known since day 1."""
    return [("s", account, f"c{account}", day(1), None) for account in accounts]


def found(lake, **rules):
    names = ("account", "other_account", "relation", "known_at")
    table = find_households(lake, IdentityRules(**rules)).select(names)
    return [(*list(row.values())[:3], row["known_at"].day) for row in table.to_pylist()]


def at(account, value, on, name="address"):
    return ("s", account, name, value, day(on))


def test_people_of_one_address_are_a_household_however_it_is_written(tmp_path):
    told = [at("1", "5, Elm-Str. ", 3), at("2", "5 ELM STR", 7), at("3", "6 Elm Str", 2)]
    lake = lake_of(tmp_path, alone("1", "2", "3"), told)
    assert found(lake) == [("1", "2", "household", 7)]


def test_who_moved_in_after_the_other_moved_out_is_no_household(tmp_path):
    told = [at("1", "5 Elm", 2), at("1", "9 Oak", 4), at("2", "5 Elm", 6), at("3", "5 Elm", 3)]
    lake = lake_of(tmp_path, alone("1", "2", "3"), told)
    assert found(lake) == [("1", "3", "household", 3), ("2", "3", "household", 6)]


def test_an_address_of_parts_needs_them_all(tmp_path):
    told = [
        at("1", "5 Elm", 2, "street"), at("1", "123", 3, "postcode"),
        at("2", "5 Elm", 2, "street"), at("2", "123", 2, "postcode"),
        at("3", "5 Elm", 2, "street"), at("4", "5 Elm", 2, "street"),
        at("4", "n/a", 2, "postcode"),
    ]  # fmt: skip
    lake = lake_of(tmp_path, alone("1", "2", "3", "4"), told)
    assert found(lake, address=("street", "postcode")) == [("1", "2", "household", 3)]


def test_a_shared_phone_connects_and_a_trusted_one_does_not(tmp_path):
    told = [
        ("s", "1", "phone", "+49 30 901820", day(2)),
        ("s", "2", "phone", "+4930901820", day(5)),
    ]
    lake = lake_of(tmp_path, alone("1", "2"), identifiers=told)
    assert found(lake) == [("1", "2", "shares phone", 5)]
    assert found(lake, trusted=("phone",)) == []


def test_an_office_building_is_no_household(tmp_path):
    told = [at(str(n), "1 Plaza", 2) for n in range(4)]
    lake = lake_of(tmp_path, alone(*"0123"), told)
    assert len(found(lake, largest_household=4)) == 6
    assert found(lake, largest_household=3) == []


def test_accounts_of_one_person_are_no_household_but_were_while_they_seemed_two(tmp_path):
    customers = [
        ("s", "1", "ann", day(1), None),
        ("s", "2", "bob", day(1), day(8)),
        ("s", "2", "ann", day(8), None),
        ("s", "3", "ann", day(1), None),
    ]
    told = [at("1", "5 Elm", 2), at("2", "5 Elm", 3), at("3", "5 Elm", 9)]
    lake = lake_of(tmp_path, customers, told)
    assert found(lake) == [("1", "2", "household", 3)]


def test_an_empty_lake_connects_nobody(tmp_path):
    assert find_households(Lake(tmp_path), IdentityRules()).num_rows == 0


@pytest.mark.parametrize("name", ["relation to: household", "relation of: household"])
def test_each_of_two_connected_people_knows_of_the_other(tmp_path, name):
    lake = lake_of(tmp_path, [("s", "1", "ann", day(1), None), ("t", "2", "bob", day(5), None)])
    lake.replace(CONNECTIONS, rows(CONNECTIONS, ("s", "1", "t", "2", "household", day(3))))
    with lake.connection() as connection:
        facts = connection.sql(f"SELECT * FROM ({FACTS}) WHERE name = '{name}' ORDER BY 1")
        said = [tuple(row.values()) for row in facts.to_arrow_table().to_pylist()]
    assert said == [("ann", name, "bob", day(5), None), ("bob", name, "ann", day(5), None)]
