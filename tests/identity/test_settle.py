import json
from datetime import UTC, datetime

import pyarrow as pa

from patron.identity.probable_rules import ProbableRules
from patron.identity.settle import settle
from patron.schema import LINKS

RULES = ProbableRules.model_validate(
    {"compare": [{"field": "name", "kind": "name"}], "blocking": [["name"]]}
)


def links(*rows):
    """Return LINKS of rows such as ("a", "b", 0.9), or with another kind of link in the end."""
    return LINKS.of(
        {
            "source": "crm",
            "account": row[0],
            "other_source": "web",
            "other_account": row[1],
            "by": row[3] if len(row) > 3 else "probable",
            "probability": row[2],
            "evidence": json.dumps({}),
            "known_at": datetime(2024, 1, 1, tzinfo=UTC),
            "state": "joins",
        }
        for row in rows
    )


def states(rows, rules=RULES, apart=None):
    return settle(rows, rules, apart)["state"].to_pylist()


def test_a_likely_link_joins_and_one_less_likely_is_for_review():
    assert states(links(("a", "x", 0.9), ("b", "y", 0.6))) == ["joins", "review"]


def test_a_chain_of_likely_links_does_not_join_strangers():
    rows = links(("a", "x", 0.999), ("b", "y", 0.999), ("a", "y", 0.9))
    assert states(rows) == ["joins", "joins", "weak bridge"]


def test_within_a_group_nothing_is_left_to_review():
    rows = links(("a", "x", 0.999), ("a", "y", 0.999), ("b", "x", 0.999), ("b", "y", 0.6))
    assert states(rows) == ["joins", "joins", "joins", "settled by others"]


def test_of_two_the_one_that_fits_better_joins():
    rules = RULES.model_copy(update={"one_each": ("web",)})
    rows = links(("a", "x", 0.99), ("a", "y", 0.9))
    assert states(rows, rules) == ["joins", "another fits better"]


def test_accounts_that_were_told_apart_do_not_join():
    rows = links(("a", "x", 0.99), ("a", "y", 0.9))
    apart = rows.slice(0, 1).select(["source", "account", "other_source", "other_account"])
    assert states(rows, apart=apart) == ["told apart", "joins"]


def test_accounts_joined_otherwise_speak_with_one_voice():
    # a is x by e-mail, so what is known of a and y need not be known of x and y as well.
    rows = links(("a", "x", 1.0, "email"), ("a", "y", 0.9))
    assert states(rows) == ["joins", "joins"]


def test_the_order_of_rows_does_not_matter():
    rows = links(("a", "x", 0.999), ("b", "y", 0.999), ("a", "y", 0.9), ("b", "x", 0.9))
    turned = rows.take(pa.array([3, 1, 0, 2]))
    assert sorted(settle(turned, RULES).to_pylist(), key=str) == sorted(
        settle(rows, RULES).to_pylist(), key=str
    )


def test_no_links_are_none():
    assert settle(LINKS.empty(), RULES).num_rows == 0
