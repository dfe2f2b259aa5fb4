from datetime import UTC, datetime

from patron.identity.rules import IdentityRules
from patron.identity.spelt import spell_identifiers
from patron.lake import Lake
from patron.schema import IDENTIFIERS

DAY = datetime(2024, 1, 1, tzinfo=UTC)


def spelt(folder, rows, types=None):
    lake, names = Lake(folder, threads=1), ("account", "id_type", "id_value")
    rest = {"source": "s", "known_at": DAY}
    lake.append(
        IDENTIFIERS, IDENTIFIERS.of({**rest, **dict(zip(names, row, strict=True))} for row in rows)
    )
    with lake.connection() as connection:
        spell_identifiers(connection, IdentityRules(country="DE"), types)
        query = "SELECT account, value, reason FROM spelt ORDER BY ALL"
        return connection.sql(query).fetchall()


def test_each_identifier_has_one_spelling_and_perhaps_a_reason_against_it(tmp_path):
    rows = [
        ("1", "email", " Ann@X.org"),
        ("2", "email", "info@x.org"),
        ("3", "phone", "030 901820"),
        ("4", "phone", "n/a"),
    ]
    assert spelt(tmp_path, rows) == [
        ("1", "ann@x.org", None),
        ("2", "info@x.org", "belongs to a role"),
        ("3", "+4930901820", None),
        ("4", "", "stands for nothing"),
    ]


def test_only_the_types_that_are_wanted_are_spelt(tmp_path):
    rows = [("1", "email", "a@x.org"), ("1", "card", "7")]
    assert spelt(tmp_path, rows, ["card"]) == [("1", "7", None)]
    assert spelt(tmp_path, [], []) == []
