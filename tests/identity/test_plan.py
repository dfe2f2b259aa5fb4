from datetime import UTC, datetime

from patron.identity.plan import Counts, plan_changes
from patron.schema import CUSTOMERS, LINKS

DAY, LATER = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC)


def customers(**by_account):
    """Return CUSTOMERS of accounts of one source; each was somebody else's until a day later."""
    own = {"source": "s", "known_at": LATER}
    then = {"source": "s", "known_at": DAY, "known_until": LATER, "customer_id": "old"}
    return CUSTOMERS.of(
        row
        for account, who in by_account.items()
        for row in ({**then, "account": account}, {**own, "account": account, "customer_id": who})
    )


def links(*ends, state="joins"):
    return LINKS.of(
        {
            "source": "s", "account": one, "other_source": "s", "other_account": other,
            "by": "email", "probability": 1.0, "known_at": DAY, "state": state,
        }
        for one, other in ends
    )  # fmt: skip


def pairs(table):
    return [
        (r["customer_id"], r["account"] + r["other_account"], r["state"]) for r in table.to_pylist()
    ]


def test_who_merges_is_told_with_the_links_that_join_them():
    before, after = customers(a="A", b="B", c="B", d="D"), customers(a="A", b="A", c="A", d="D")
    found = plan_changes(before, after, links("bc"), links("ab", "bc", "xa"))
    assert found.merges.to_pylist() == [
        {"customer_id": "A", "customers": ["A", "B"], "accounts": 3}
    ]
    assert pairs(found.joining) == [("A", "ab", "joins")]
    assert found.splits.num_rows == found.parting.num_rows == 0
    assert (found.before, found.after, found.changes) == (Counts(3, 4), Counts(2, 4), 1)


def test_who_splits_is_told_with_what_became_of_the_links():
    before, after = customers(a="A", b="A", c="A"), customers(a="A", b="B", c="C")
    found = plan_changes(before, after, links("ab", "ac"), links("ab", state="told apart"))
    assert found.splits.to_pylist() == [
        {"customer_id": "A", "customers": ["A", "B", "C"], "accounts": 3}
    ]
    assert pairs(found.parting) == [("A", "ab", "told apart"), ("A", "ac", "gone")]


def test_who_moves_leaves_one_and_joins_another():
    before, after = customers(a="A", b="A", c="C"), customers(a="A", b="C", c="C")
    found = plan_changes(before, after, links("ab"), links("bc"))
    assert found.merges["customer_id"].to_pylist() == ["C"]
    assert found.splits["customer_id"].to_pylist() == ["A"]


def test_new_accounts_are_no_change_of_anybody():
    found = plan_changes(customers(a="A"), customers(a="A", b="A", c="C"), links(), links("ab"))
    assert (found.changes, found.after) == (0, Counts(2, 3))
