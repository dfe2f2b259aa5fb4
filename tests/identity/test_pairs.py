from datetime import UTC, datetime

import pyarrow as pa
import pytest

from patron.identity.probable_rules import ProbableRules
from patron.identity.scores import database
from patron.schema import TEXT, TIME

FIELDS = [{"field": "name", "kind": "name"}, {"field": "town", "kind": "exact"}]
KNOWN = datetime(2024, 1, 1, tzinfo=UTC)


def records(*rows):
    """Return records of accounts given as source, account, names and towns."""
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {
            "source": pa.array(columns[0], TEXT),
            "account": pa.array(columns[1], TEXT),
            "known_at": pa.array([KNOWN] * len(rows), TIME),
            "name": pa.array(columns[2], pa.list_(TEXT)),
            "town": pa.array(columns[3], pa.list_(TEXT)),
        }
    )


PEOPLE = records(
    ("crm", "a", ["Ann Mary Lee"], ["Rome"]),
    ("crm", "b", ["Lee, Ann"], ["Oslo", "Rome"]),
    ("crm", "c", ["Ann Poe"], ["Oslo"]),
    ("web", "d", ["Mary Poe"], None),
)


def proposed(blocking, known=None, **options):
    rules = ProbableRules.model_validate(
        {"compare": FIELDS, "blocking": blocking, "review_at": 0.4} | options
    )
    with database(PEOPLE, rules, known) as connection:
        pairs = connection.sql("SELECT join_key_l, join_key_r FROM pairs ORDER BY ALL").fetchall()
    return ["abcd"[left] + "abcd"[right] for left, right in pairs]


@pytest.mark.parametrize(
    ("blocking", "pairs"),
    [
        ([["town"]], ["ab", "bc"]),
        ([["town:1"]], ["ab", "bc"]),
        ([["name.words"]], ["ab", "ac", "ad", "bc", "cd"]),
        ([["name.pairs"]], ["ab"]),
        ([["name.words", "town"]], ["ab", "bc"]),
        ([["name.pairs"], ["town"]], ["ab", "bc"]),
    ],
)
def test_accounts_that_agree_in_all_parts_of_a_rule_are_compared(blocking, pairs):
    assert proposed(blocking) == pairs


def test_what_too_many_agree_in_proposes_nothing():
    assert proposed([["name.words"]], largest_block=2) == ["ab", "ad", "cd"]


def test_accounts_met_before_are_not_compared_again():
    known = pa.table({"source": ["crm", "crm"], "account": ["a", "b"]})
    assert proposed([["town"]], known) == ["bc"]


def test_accounts_of_a_source_with_one_each_are_not_compared():
    assert proposed([["name.words"]], one_each=["crm"]) == ["ad", "cd"]
