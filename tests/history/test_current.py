from datetime import UTC, datetime

import numpy as np
import pytest

from patron.history import current_history, micros, read_history, show_current, unify
from patron.history.read import make_history
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CUSTOMERS, HISTORY, INTERACTIONS, ITEMS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def held(account, customer_id, since, until=None):
    ends = None if until is None else day(until)
    named = {"source": "s", "account": account, "customer_id": customer_id}
    return {**named, "known_at": day(since), "known_until": ends}


@pytest.fixture
def lake(tmp_path):
    """Return what ann, old (hers since the fourth) and web (hers since the twentieth) did."""
    lake = Lake(tmp_path, threads=1)
    did = [("a", 2, 2), ("a", 8, 15), ("o", 3, 3), ("w", 2, 2), ("w", 5, 6), ("w", 9, 12)]
    rows = [
        {"source": "s", "interaction_id": str(number), "account": account,
         "occurred_at": day(at), "known_at": day(known), "kind": "visit", "actor": "customer"}
        for number, (account, at, known) in enumerate(did)
    ]  # fmt: skip
    lake.replace(INTERACTIONS, INTERACTIONS.of(rows))
    changes = [("a", "ann", 1), ("o", "old", 1, 4), ("o", "ann", 4)]
    changes += [("w", "web", 1, 20), ("w", "ann", 20)]
    lake.replace(CUSTOMERS, CUSTOMERS.of(held(*one) for one in changes))
    plan = {"source": "s", "name": "plan"}
    told = [("a", "free", 1), ("w", "pro", 7), ("w", "gold", 11)]
    facts = [{**plan, "account": a, "value": v, "known_at": day(k)} for a, v, k in told]
    lake.replace(ATTRIBUTES, ATTRIBUTES.of(facts))
    unify(lake)
    return lake


NOW = micros(day(10))


def test_what_was_known_at_the_moment_is_told_of_the_customers_of_now(lake):
    found = current_history(read_history(lake), NOW)
    assert found.customers.tolist() == ["ann"]
    # Not the rows that became known on the twelfth and the fifteenth.
    assert [(at - micros(day(1))) // 86_400_000_000 + 1 for at in found.occurred_at] == [2, 2, 3, 5]
    assert found.owner.tolist() == [0, 0, 0, 0]
    assert len(found.former) == 0
    [plan] = found.attributes.known("plan", np.zeros(1, int), np.array([NOW]))
    assert found.attributes.values[plan] == "pro"


def shown(lake, moment, since=True):
    with lake.connection() as connection:
        show_current(connection, moment, since)
        history, facts = (
            connection.sql(f"FROM {name}").to_arrow_table()
            for name in ("current_history", "current_facts")
        )
        customers = connection.sql("FROM current_customers ORDER BY account").to_arrow_table()
    return (
        history,
        facts,
        [(r["account"], r["customer_id"], r["known_at"].day) for r in customers.to_pylist()],
    )


def test_queries_see_the_same(lake):
    rows, facts, customers = shown(lake, NOW)
    assert customers == [("a", "ann", 1), ("o", "ann", 4), ("w", "ann", 1)]
    order = ["customer_id", "occurred_at", "was", "source", "interaction_id"]
    rows = rows.sort_by([(name, "ascending") for name in order])
    # Each interaction once: that known on the twelfth is ann's own, from the twentieth on.
    assert rows["interaction_id"].to_pylist() == ["0", "3", "2", "4", "1", "5"]
    rows = rows.drop_columns("was")
    assert rows["known_until"].null_count == 6
    told = make_history(HISTORY.check(rows), ITEMS.empty(), facts).upto(NOW)
    expected = current_history(read_history(lake), NOW).upto(NOW)
    for name in ("owner", "occurred_at", "known_at"):
        assert getattr(told, name).tolist() == getattr(expected, name).tolist()
    [plan] = told.attributes.known("plan", np.zeros(1, int), np.array([NOW]))
    assert told.attributes.values[plan] == "pro"


def test_or_the_customers_are_those_there_were_at_the_moment(lake):
    rows, facts, customers = shown(lake, NOW, since=False)
    assert customers == [("a", "ann", 1), ("o", "ann", 4), ("w", "web", 1)]
    known = rows.filter([at <= day(10) for at in rows["known_at"].to_pylist()])
    found = sorted((r["customer_id"], r["interaction_id"]) for r in known.to_pylist())
    assert found == [("ann", "0"), ("ann", "2"), ("web", "3"), ("web", "4")]
    plans = {(f["customer_id"], f["value"]) for f in facts.to_pylist() if f["known_at"] <= day(10)}
    assert plans == {("ann", "free"), ("web", "pro")}


def test_without_former_customers_all_is_as_it_lies(lake):
    lake.replace(CUSTOMERS, CUSTOMERS.of([held("a", "ann", 1), held("w", "web", 1)]))
    unify(lake)
    history = read_history(lake)
    assert current_history(history, NOW) is history
    rows, facts, customers = shown(lake, NOW)
    assert (rows.num_rows, facts.num_rows) == (len(history), 3)
    assert customers == [("a", "ann", 1), ("w", "web", 1)]
