from datetime import UTC, datetime

from patron.identity.records import empty_records, make_records
from patron.identity.rules import IdentityRules
from patron.schema import ATTRIBUTES, IDENTIFIERS

RULES = IdentityRules.model_validate(
    {
        "probable": {
            "compare": [
                {"field": "name", "kind": "name", "made_from": ["first", "last"]},
                {"field": "email", "kind": "email"},
            ],
            "blocking": [["email"]],
        }
    }
)


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def said(name, value, known, account="a"):
    return {
        "source": "crm",
        "account": account,
        "name": name,
        "value": value,
        "known_at": day(known),
    }


def test_an_account_has_one_row_with_its_latest_values_first():
    attributes = ATTRIBUTES.of(
        [
            said("first", "Ann", 1),
            said("last", "Lee", 1),
            said("last", "Poe", 3),
            said("shoe_size", "38", 9),
        ]
    )
    emails = IDENTIFIERS.of(
        [
            {
                "source": "crm",
                "account": "a",
                "id_type": "email",
                "id_value": f" {address} ",
                "known_at": day(known),
            }
            for address, known in [("ann@x.org", 2), ("lee@x.org", 1)]
        ]
    )
    assert make_records(emails, attributes, RULES).to_pylist() == [
        {
            "source": "crm",
            "account": "a",
            "known_at": day(3),
            "name": ["Ann Poe", "Lee"],
            "email": ["ann@x.org", "lee@x.org"],
        }
    ]


def test_what_stands_for_nothing_is_nothing():
    attributes = ATTRIBUTES.of(
        [said("first", "N/A", 1), said("last", "", 1), said("first", "?", 2)]
    )
    assert make_records(IDENTIFIERS.empty(), attributes, RULES).num_rows == 0


def test_a_missing_field_is_null():
    attributes = ATTRIBUTES.of([said("last", "Lee", 1), said("last", "Poe", 1, account="b")])
    made = make_records(IDENTIFIERS.empty(), attributes, RULES)
    assert made["name"].to_pylist() == [["Lee"], ["Poe"]]
    assert made["email"].to_pylist() == [None, None]


def test_without_rules_there_are_no_records():
    assert make_records(
        IDENTIFIERS.empty(), ATTRIBUTES.of([said("last", "Lee", 1)]), IdentityRules()
    ).equals(empty_records(IdentityRules()))
