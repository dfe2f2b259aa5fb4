from datetime import UTC, datetime

from patron.history import unify
from patron.lake import Lake
from patron.schema import CUSTOMERS, HISTORY, INTERACTIONS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def fill(folder, *rows):
    lake = Lake(folder, threads=1)
    names = ("interaction_id", "account", "occurred_at", "known_at")
    full = [
        {
            **dict(zip(names, (number, account, day(at), day(known)), strict=True)),
            "source": "s",
            "kind": "visit",
            "actor": "customer",
        }
        for number, account, at, known in rows
    ]
    lake.replace(INTERACTIONS, INTERACTIONS.of(full))
    linked = [("a1", day(1)), ("a2", day(10))]
    customers = [
        {"source": "s", "account": a, "customer_id": "ann", "known_at": k} for a, k in linked
    ]
    lake.replace(CUSTOMERS, CUSTOMERS.of(customers))
    return lake


def told(lake):
    rows = lake.read(HISTORY).to_pylist()
    return [(r["customer_id"], r["interaction_id"], r["known_at"].day) for r in rows]


def test_a_row_counts_from_when_it_and_whose_it_is_were_known(tmp_path):
    lake = fill(
        tmp_path, ("3", "a2", 4, 4), ("1", "a1", 2, 3), ("2", "a2", 3, 12), ("4", "zz", 1, 1)
    )
    assert unify(lake) is True
    assert told(lake) == [("ann", "1", 3), ("ann", "2", 12), ("ann", "3", 10)]


def test_nothing_is_done_twice(tmp_path):
    lake = fill(tmp_path, ("1", "a1", 2, 3))
    assert [unify(lake), unify(lake)] == [True, False]
    assert lake.version(HISTORY) is not None
    version = lake.version(HISTORY)
    fill(tmp_path, ("1", "a1", 2, 4))
    assert unify(lake) is True
    assert lake.version(HISTORY) > version


def test_an_empty_lake_makes_an_empty_history(tmp_path):
    lake = Lake(tmp_path)
    unify(lake)
    assert told(lake) == []


def test_a_former_customers_rows_end_and_those_known_only_later_never_were_its(tmp_path):
    lake = fill(tmp_path, ("1", "a2", 2, 3), ("2", "a2", 2, 10), ("3", "a2", 12, 12))
    linked = [("ann", day(10), None), ("web", day(1), day(10))]
    customers = [
        {"source": "s", "account": "a2", "customer_id": who, "known_at": k, "known_until": u}
        for who, k, u in linked
    ]
    lake.replace(CUSTOMERS, CUSTOMERS.of(customers))
    unify(lake)
    assert told(lake) == [("ann", "1", 10), ("ann", "2", 10), ("ann", "3", 12), ("web", "1", 3)]
    ends = {r["customer_id"]: r["known_until"] for r in lake.read(HISTORY).to_pylist()}
    assert ends == {"ann": None, "web": day(10)}
