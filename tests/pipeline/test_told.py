import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from patron.history import show_current
from patron.lake import Lake
from patron.pipeline.known_as import Slice
from patron.pipeline.told import told_as_json, told_of
from patron.schema import ATTRIBUTES, CONNECTIONS, CUSTOMERS, RELATIONS

ALL = Slice("a", "z")
MANY = 100


def at(day):
    return datetime(2024, 1, day, tzinfo=UTC)


def account(customer_id, name, day=1):
    row = {"source": "crm", "account": name, "customer_id": customer_id}
    return {**row, "known_at": at(day)}


def connected(one, other, day):
    row = {"source": "crm", "account": one, "other_source": "crm", "other_account": other}
    return {**row, "relation": "household", "known_at": at(day)}


@pytest.fixture
def lake(tmp_path):
    lake = Lake(tmp_path / "lake")
    owned = [account("ann", "a1"), account("ann", "a2"), account("bob", "b1"), account("bob", "b2")]
    lake.replace(CUSTOMERS, CUSTOMERS.of(owned))
    found = [connected("a2", "b1", 5), connected("b2", "a1", 3), connected("a2", "b2", 3)]
    lake.replace(CONNECTIONS, CONNECTIONS.of(found))
    return lake


def test_who_is_connected_is_told_once_since_the_first_accounts_that_show_it(lake):
    with lake.connection() as connection:
        show_current(connection, 2**60)
        rows = told_of(connection, ALL, at(9), None)[RELATIONS].to_pylist()
    told = [(row["whose"], row["account"], row["other"], row["known_at"]) for row in rows]
    assert told == [("ann", "a1", "bob", at(3)), ("bob", "b2", "ann", at(3))]


def test_the_rows_of_a_card_come_in_one_order(lake):
    names = [f"{number:02d}" for number in range(MANY)]
    shuffled = [names[number * 7_919 % MANY] for number in range(MANY)]
    rows = {"source": ["crm"] * MANY, "account": ["a1"] * MANY, "name": shuffled, "value": shuffled}
    lake.replace(ATTRIBUTES, ATTRIBUTES.check(pa.table({**rows, "known_at": [at(2)] * MANY})))
    with lake.connection() as connection:
        show_current(connection, 2**60)
        cards = told_as_json(connection, ALL, at(9), None)
        told = told_of(connection, ALL, at(9), None)[ATTRIBUTES]
    assert [row["name"] for row in json.loads(cards["ann"])["attributes"]] == names
    assert told["name"].to_pylist() == names
