from contextlib import nullcontext
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patron.identity import IdentityRules, accounts, resolve
from patron.identity.accounts import own_ids
from patron.lake.database import database
from patron.schema import ACCOUNTS, IDENTIFIERS, LINKS, VERDICTS

RULES = IdentityRules(trusted=("email", "loyalty_id"), largest=3)


@pytest.fixture(scope="module", autouse=True)
def _one_database():
    """Give every call the same database: to open one takes longer than to resolve a few rows."""
    with database(threads=1) as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "database", lambda: nullcontext(connection))
        yield


def at(day: int) -> datetime:
    return datetime(2024, 1, day, tzinfo=UTC)


def accounts_of(names):
    """Return ACCOUNTS named in the order given, each with the day since when it is known."""
    return ACCOUNTS.of(
        {"source": source, "account": name, "number": number, "known_at": at(day)}
        for number, (source, name, day) in enumerate(names)
    )


def found_by(rows, accounts=None, rules=RULES, probable=None, verdicts=None):
    """Return what identifiers resolve to: source, account, type, value, day."""
    columns = ("source", "account", "id_type", "id_value", "known_at")
    table = IDENTIFIERS.of(dict(zip(columns, (*row[:4], at(row[4])), strict=True)) for row in rows)
    if accounts is None:
        first = {}
        for source, name, _, _, day in sorted(rows, key=lambda row: (row[4], row[0], row[1])):
            first.setdefault((source, name), day)
        accounts = accounts_of([(*key, day) for key, day in first.items()])
    return resolve(table, accounts, rules, probable, verdicts), accounts


def held(rows, **more):
    """Return account, oldest account, first and last day of each row of CUSTOMERS."""
    found, accounts = found_by(rows, **more)
    names = dict(zip(own_ids(accounts).to_pylist(), accounts["account"].to_pylist(), strict=True))
    return [
        (
            row["account"],
            names[row["customer_id"]],
            row["known_at"].day,
            row["known_until"] and row["known_until"].day,
        )
        for row in found.customers.to_pylist()
    ]


def now(rows, **more):
    """Return the oldest account of each account's customer, as thought now."""
    return {account: oldest for account, oldest, _, until in held(rows, **more) if until is None}


def said(*rows):
    names = ("number", "verdict", "account", "other_account", "undoes", "given_at")
    full = [dict(zip(names, (*row[:5], at(row[5])), strict=True)) for row in rows]
    return VERDICTS.of(
        row | {"source": "s", "other_source": "s", "given_by": "ann"} for row in full
    )


def likely(*rows):
    names = ("account", "other_account", "probability", "state")
    return LINKS.of(
        dict(zip(names, row, strict=True))
        | {"source": "s", "other_source": "s", "by": "probable", "known_at": at(9)}
        for row in rows
    )


def test_accounts_with_the_same_email_are_one_customer():
    rows = [
        ("web", "w1", "email", "Ann@X.org ", 1),
        ("till", "t1", "email", "ann@x.org", 2),
        ("till", "t2", "email", "bob@x.org", 3),
    ]
    assert now(rows) == {"w1": "w1", "t1": "w1", "t2": "t2"}


def test_a_shared_phone_does_not_merge_a_household():
    rows = [("web", "w1", "phone", "555 123 456", 1), ("web", "w2", "phone", "555 123 456", 1)]
    assert now(rows) == {"w1": "w1", "w2": "w2"}
    assert found_by(rows)[0].links["state"].to_pylist() == ["shared phone"]


def test_an_address_that_everybody_uses_proves_nothing():
    rows = [("till", f"t{n}", "email", "shop@x.org", 1) for n in range(5)]
    assert len(set(now(rows).values())) == 5


@pytest.mark.parametrize("nothing", ["unknown", "N/A", " - ", "NULL"])
def test_a_value_that_stands_for_nothing_proves_nothing(nothing):
    rows = [("web", "w1", "email", nothing, 1), ("web", "w2", "email", nothing, 1)]
    assert len(set(now(rows).values())) == 2
    assert found_by(rows)[0].links["state"].to_pylist() == ["worthless value"]


def test_an_account_has_its_own_id_until_a_link_is_complete():
    # w1 - ann@x.org - t1 is complete on day 5, t1 - card 7 - c1 on day 3.
    rows = [
        ("web", "w1", "email", "ann@x.org", 1),
        ("till", "t1", "email", "ann@x.org", 5),
        ("till", "t1", "loyalty_id", "7", 2),
        ("crm", "c1", "loyalty_id", "7", 3),
    ]
    assert held(rows) == [
        ("w1", "w1", 1, None),
        ("t1", "t1", 2, 5),
        ("t1", "w1", 5, None),
        ("c1", "t1", 3, 5),
        ("c1", "w1", 5, None),
    ]


def test_of_two_links_the_earlier_counts():
    rows = [
        ("web", "w1", "email", "ann@x.org", 1),
        ("till", "t1", "email", "ann@x.org", 9),
        ("web", "w1", "loyalty_id", "7", 2),
        ("till", "t1", "loyalty_id", "7", 4),
    ]
    assert held(rows) == [("w1", "w1", 1, None), ("t1", "w1", 4, None)]


def test_an_account_met_later_is_never_the_oldest_even_if_it_was_known_earlier():
    rows = [("web", "w1", "email", "a@x.org", 5), ("till", "t0", "email", "a@x.org", 1)]
    accounts = accounts_of([("web", "w1", 5), ("till", "t0", 1)])
    assert held(rows, accounts=accounts) == [
        ("w1", "w1", 5, None),
        ("t0", "t0", 1, 5),
        ("t0", "w1", 5, None),
    ]


def test_a_verdict_joins_from_when_it_was_given():
    rows = [("s", "a", "email", "a@x.org", 1), ("s", "b", "email", "b@x.org", 2)]
    assert held(rows, verdicts=said((1, "same", "b", "a", None, 7))) == [
        ("a", "a", 1, None),
        ("b", "b", 2, 7),
        ("b", "a", 7, None),
    ]


def test_who_is_told_apart_never_was_one_and_the_rest_stays_together():
    rows = [("s", name, "email", "a@x.org", day) for day, name in enumerate("abc", 1)]
    verdicts = said((1, "different", "a", "b", None, 9))
    assert held(rows, verdicts=verdicts) == [
        ("a", "a", 1, None),
        ("b", "b", 2, None),
        ("c", "a", 3, None),
    ]
    both = said((1, "different", "a", "b", None, 9), (2, "different", "a", "c", None, 9))
    assert held(rows, verdicts=both) == [
        ("a", "a", 1, None),
        ("b", "b", 2, None),
        ("c", "b", 3, None),
    ]


def test_an_undone_verdict_never_was():
    rows = [("s", name, "email", "a@x.org", day) for day, name in enumerate("abc", 1)]
    undone = said((1, "different", "a", "b", None, 8), (2, "undo", None, None, 1, 9))
    assert found_by(rows, verdicts=undone)[0] == found_by(rows)[0]


def test_likely_links_join_or_wait_for_review():
    rows = [("s", name, "loyalty_id", name, 1) for name in "abcd"]
    probable = likely(("b", "a", 0.99, "joins"), ("c", "d", 0.7, "review"))
    found, _ = found_by(rows, probable=probable)
    assert now(rows, probable=probable) == {"a": "a", "b": "a", "c": "c", "d": "d"}
    assert [
        (row["account"], row["other_account"], row["probability"], row["state"])
        for row in found.links.to_pylist()
    ] == [("a", "b", 0.99, "joins"), ("c", "d", 0.7, "review")]


def test_no_accounts_are_no_customers():
    assert [table.num_rows for table in found_by([])[0]] == [0, 0]


ACCOUNT = st.sampled_from("abcdefg")
VALUE = st.sampled_from(["x@y.org", "z@y.org", "info@y.org", "v@y.org"])
DAY = st.integers(1, 28)
ROWS = st.lists(
    st.tuples(st.just("s"), ACCOUNT, st.sampled_from(["email", "loyalty_id"]), VALUE, DAY),
    max_size=12,
    unique_by=lambda row: row[:4],
)
PAIR = st.tuples(ACCOUNT, ACCOUNT).filter(lambda pair: pair[0] < pair[1])
LIKELY = st.lists(
    st.tuples(PAIR, st.sampled_from([0.6, 0.9, 0.97]), st.sampled_from(["joins", "review"])),
    max_size=6,
    unique_by=lambda row: row[0],
).map(lambda rows: likely(*((*pair, *rest) for pair, *rest in rows)))
# What is said of two accounts, when, and whether it is taken back.
SAID = st.lists(
    st.tuples(st.sampled_from(["same", "different"]), PAIR, DAY, st.booleans()), max_size=6
)
LOADS = st.lists(ROWS, min_size=1, max_size=4)


def loaded(loads):
    """Return all rows of some loads, and ACCOUNTS as numbered load by load."""
    rows, numbered = {}, {}
    for load in loads:
        first = {}
        for row in load:
            rows.setdefault(row[:4], row)
        for source, name, _, _, day in sorted(load, key=lambda row: (row[4], row[1])):
            first.setdefault((source, name), day)
        for key in first:
            numbered.setdefault(key, 0)
    for source, name, _, _, day in rows.values():
        numbered[source, name] = min(day, numbered[source, name] or day)
    accounts = accounts_of([(*key, day) for key, day in numbered.items()])
    return list(rows.values()), accounts


def numbered(*verdicts):
    """Return VERDICTS of lists of (verdict, pair, day, ...) and of numbers that are undone."""
    rows = []
    for verdict in (one for some in verdicts for one in some):
        if isinstance(verdict, int):
            rows.append(("undo", None, None, verdict, 28))
        else:
            rows.append((verdict[0], *verdict[1], None, verdict[2]))
    return said(*((number, *row) for number, row in enumerate(rows, 1)))


@settings(max_examples=25)
@given(LOADS, SAID, LIKELY, st.randoms(use_true_random=False))
def test_what_is_taken_back_never_was(loads, given, probable, random):
    def resolved(*verdicts):
        return found_by(rows, accounts, probable=probable, verdicts=numbered(*verdicts))[0]

    rows, accounts = loaded(loads)
    kept = [verdict for verdict in given if not verdict[3]]
    undone = [number for number, verdict in enumerate(given, 1) if verdict[3]]
    random.shuffle(undone)
    assert resolved(given, undone) == resolved(kept)
    # What is taken back of the taking back brings everything back.
    undos = list(range(len(given) + 1, len(given) + len(undone) + 1))
    assert resolved(given, undone, undos) == resolved(given)


@settings(max_examples=25)
@given(LOADS, SAID, LIKELY, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(loads, given, probable, random):
    def shuffled(table):
        order = list(range(table.num_rows))
        random.shuffle(order)
        return table.take(pa.array(order, pa.int64()))

    rows, accounts = loaded(loads)
    verdicts = numbered(given)
    found, _ = found_by(rows, accounts=accounts, probable=probable, verdicts=verdicts)
    mixed = [shuffled(table) for table in (accounts, probable, verdicts)]
    random.shuffle(rows)
    again, _ = found_by(rows, accounts=mixed[0], probable=mixed[1], verdicts=mixed[2])
    assert again == found


@settings(max_examples=25)
@given(LOADS, SAID, LIKELY)
def test_customers_are_what_hangs_together_and_nobody_told_apart_ever_was_one(
    loads, given, probable
):
    rows, accounts = loaded(loads)
    verdicts = numbered(given)
    more = {"accounts": accounts, "probable": probable, "verdicts": verdicts}
    found, _ = found_by(rows, **more)
    oldest = now(rows, **more)
    names = accounts["account"].to_pylist()
    together = {name: name for name in names}
    joining = [row for row in found.links.to_pylist() if row["state"] == "joins"]
    for _ in names:
        for row in joining:
            ends = (row["account"], row["other_account"])
            first = min((together[end] for end in ends), key=names.index)
            together |= dict.fromkeys(ends, first)
    assert oldest == together
    holds = {pair: kind for kind, pair, _, _ in given if set(pair) <= set(names)}
    ever = {name: {who for one, who, *_ in held(rows, **more) if one == name} for name in names}
    for one, other in (pair for pair, kind in holds.items() if kind == "different"):
        assert oldest[one] != oldest[other]
        assert not ever[one] & ever[other]
