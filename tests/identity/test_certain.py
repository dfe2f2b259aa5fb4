from datetime import UTC, datetime

import numpy as np

from patron.identity import IdentityRules
from patron.identity.certain import certain_links, held_values
from patron.schema import ACCOUNTS, IDENTIFIERS

NAMES = "abcdefgh"


def at(day):
    return datetime(2024, 1, day, tzinfo=UTC)


def links(*rows, apart=(), **rules):
    """Return links of account, type, value, day; an account's source is its first letter."""
    accounts = ACCOUNTS.of(
        {"source": "s" if name < "e" else "t", "account": name, "number": n, "known_at": at(1)}
        for n, name in enumerate(NAMES)
    )
    table = IDENTIFIERS.of(
        {
            "source": "s" if name < "e" else "t",
            "account": name,
            "id_type": id_type,
            "id_value": value,
            "known_at": at(day),
        }
        for name, id_type, value, day in rows
    )
    held = held_values(table, accounts, IdentityRules(**rules))
    found = certain_links(held, np.array([NAMES.index(name) for name in apart], np.int64))
    return [
        (NAMES[row["left"]] + NAMES[row["right"]], row["by"], row["known_at"].day, row["state"])
        for row in found.to_pylist()
    ]


def test_a_value_is_a_star_from_the_account_that_had_it_first():
    rows = [(name, "email", "x@y", day) for name, day in (("a", 9), ("b", 2), ("c", 5), ("d", 7))]
    assert links(*rows) == [
        ("ab", "email", 9, "joins"),
        ("bc", "email", 5, "joins"),
        ("bd", "email", 7, "joins"),
    ]


def test_a_value_written_in_two_ways_is_known_from_the_first():
    rows = [("a", "email", "x@y", 1), ("b", "email", "X@y", 4), ("b", "email", "<x@y>", 3)]
    assert links(*rows) == [("ab", "email", 3, "joins")]


def test_of_two_values_of_one_type_that_joins_which_does_and_then_the_earlier():
    rows = [
        (name, "email", value, day)
        for name in "ab"
        for value, day in (("info@y", 1), ("x@y", 6), ("z@y", 5))
    ]
    assert links(*rows) == [("ab", "email", 5, "joins")]


def test_of_two_values_that_join_nobody_the_order_of_rows_chooses_none():
    rows = [(name, "email", value, 1) for name in "abc" for value in ("info@y", "x@y")]
    found = links(*rows, people={"email": 2})
    assert found == links(*rows[::-1], people={"email": 2})
    assert {state for *_, state in found} == {"too many accounts share it"}


def test_two_types_are_two_links():
    rows = [(name, kind, "7", 1) for name in "ab" for kind in ("email", "loyalty_id")]
    assert sorted(links(*rows)) == [("ab", "email", 1, "joins"), ("ab", "loyalty_id", 1, "joins")]


def test_what_proves_nothing_becomes_a_link_that_says_why():
    rows = [(name, "email", "x@y", 1) for name in "abc"]
    rows += [(name, "device", "d1", 2) for name in "ef"]
    rows += [(name, "loyalty_id", "unknown", 3) for name in "gh"]
    assert links(*rows, largest=2) == [
        ("ab", "email", 1, "too many accounts share it"),
        ("ac", "email", 1, "too many accounts share it"),
        ("ef", "device", 2, "shared device"),
        ("gh", "loyalty_id", 3, "worthless value"),
    ]


def test_accounts_of_one_source_may_share_less():
    one_source = [(name, "phone", "+4930901820", 1) for name in "ab"]
    two_sources = [(name, "phone", "+4930901821", 1) for name in "de"]
    rules = {"trusted": ["phone"], "people": {"phone": 1}}
    assert links(*one_source, *two_sources, **rules) == [
        ("ab", "phone", 1, "too many accounts share it"),
        ("de", "phone", 1, "joins"),
    ]


def test_a_type_that_the_rules_do_not_name_says_nothing():
    assert links(("a", "shoe_size", "41", 1), ("b", "shoe_size", "41", 1)) == []


def test_a_value_of_an_account_told_apart_links_each_two():
    rows = [(name, "email", "x@y", day) for day, name in enumerate("abc", 1)]
    rows += [(name, "email", "z@y", 1) for name in "def"]
    assert links(*rows, apart="a") == [
        ("ab", "email", 2, "joins"),
        ("ac", "email", 3, "joins"),
        ("bc", "email", 3, "joins"),
        ("de", "email", 1, "joins"),
        ("df", "email", 1, "joins"),
    ]


def test_nothing_links_nobody():
    assert links() == []
