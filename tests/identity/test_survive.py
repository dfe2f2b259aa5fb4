from datetime import UTC, datetime

import pytest

from patron.config import describe
from patron.identity.rules import IdentityRules
from patron.identity.survive import survive
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CUSTOMERS, IDENTIFIERS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def rows(table, *given):
    names = [*table.columns]
    return table.of([dict(zip(names, row, strict=True)) for row in given])


@pytest.fixture
def lake(tmp_path):
    """Return a lake in which ann has an account in each of crm, web and till."""
    lake = Lake(tmp_path, threads=1)
    lake.replace(
        CUSTOMERS,
        rows(
            CUSTOMERS,
            ("crm", "1", "ann", day(1), None),
            ("web", "2", "bob", day(1), day(9)),
            ("web", "2", "ann", day(9), None),
            ("till", "3", "ann", day(1), None),
        ),
    )
    lake.append(
        ATTRIBUTES,
        rows(
            ATTRIBUTES,
            ("crm", "1", "name", "Ann", day(2)),
            ("web", "2", "name", "Ann Smith", day(5)),
            ("till", "3", "name", "A. Smith", day(4)),
            ("till", "3", "name", "Ann", day(6)),
            ("till", "3", "name", "Ann", day(8)),
        ),
    )
    lake.append(
        IDENTIFIERS,
        rows(
            IDENTIFIERS,
            ("crm", "1", "email", "Ann@X.org ", day(3)),
            ("web", "2", "email", "ann@x.org", day(2)),
            ("web", "2", "email", "n/a", day(9)),
        ),
    )
    return lake


def name_by(lake, rule):
    rules = describe(IdentityRules, {"fields": {"name": rule}}, "here")
    [row] = [row for row in survive(lake, rules).to_pylist() if row["name"] == "name"]
    return row["value"], row["source"], row["known_at"].day, row["rule"]


@pytest.mark.parametrize(
    ("rule", "wins"),
    [
        ("newest", ("Ann", "till", 6, "newest")),
        ("oldest", ("Ann", "crm", 2, "oldest")),
        ("longest", ("Ann Smith", "web", 5, "longest")),
        (["most_common", "oldest"], ("Ann", "crm", 2, "most_common, oldest")),
        ({"sources": ["web", "crm"]}, ("Ann Smith", "web", 5, "source web")),
        ({"sources": ["erp"], "then": "longest"}, ("Ann Smith", "web", 5, "longest")),
        ({"sources": ["erp", "crm"]}, ("Ann", "crm", 2, "source crm")),
    ],
)
def test_a_value_survives_by_the_rule_of_its_field(lake, rule, wins):
    assert name_by(lake, rule) == wins


def test_where_no_rule_is_said_the_newest_holds_and_nothing_is_no_value(lake):
    found = [tuple(row.values()) for row in survive(lake, IdentityRules()).to_pylist()]
    assert found == [
        ("ann", "email", "ann@x.org", "crm", "1", day(3), "only value"),
        ("ann", "name", "Ann", "till", "3", day(6), "newest"),
    ]


def test_what_an_account_takes_back_holds_no_longer(lake):
    lake.append(ATTRIBUTES, rows(ATTRIBUTES, ("till", "3", "name", None, day(9))))
    assert name_by(lake, "newest") == ("Ann Smith", "web", 5, "newest")


def test_an_empty_lake_has_no_profiles(tmp_path):
    assert survive(Lake(tmp_path), IdentityRules()).num_rows == 0
