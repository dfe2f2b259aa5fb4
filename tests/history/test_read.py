from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from patron.errors import LakeError
from patron.history import micros, read_history, read_parts
from patron.history.read import whole_customers
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CUSTOMERS, HISTORY, ITEMS


def day(number):
    return datetime(2024, 1, number, tzinfo=UTC)


def lake_of(folder, rows=(), items=(), attributes=(), customers=()):
    lake = Lake(folder, threads=1)
    full = [
        {"known_at": row["occurred_at"], "kind": "visit", "actor": "customer", "source": "s",
         "interaction_id": str(number), **row}
        for number, row in enumerate(rows)
    ]  # fmt: skip
    lake.replace(HISTORY, HISTORY.of(full))
    lake.replace(ITEMS, ITEMS.of(items))
    lake.replace(ATTRIBUTES, ATTRIBUTES.of(attributes))
    lake.replace(CUSTOMERS, CUSTOMERS.of(customers))
    return lake


def test_texts_become_places_among_sorted_names_and_nulls_stay_unknown(tmp_path):
    rows = [
        {"customer_id": "b", "occurred_at": day(1), "item": "z", "amount": 2.0},
        {"customer_id": "a", "occurred_at": day(2), "item": None},
        {"customer_id": "a", "occurred_at": day(1), "item": "k"},
    ]
    items = [{"item": "z", "category": "tea", "margin": 0.5}]
    history = read_history(lake_of(tmp_path, rows, items))
    assert history.customers.tolist() == ["a", "b"]
    assert history.owner.tolist() == [0, 0, 1]
    assert history.names["item"].tolist() == ["k", "z"]
    assert history.codes["item"].tolist() == [0, -1, 1]
    assert history.code("category").tolist() == [-1, -1, 0]
    np.testing.assert_array_equal(history.numbers["amount"], [np.nan, np.nan, 2.0])
    np.testing.assert_array_equal(history.margins, [np.nan, 0.5])


def test_a_lake_without_a_history_has_an_empty_one(tmp_path):
    history = read_history(Lake(tmp_path, threads=1))
    assert (len(history), history.customers.tolist()) == (0, [])


def test_a_damaged_history_is_told(tmp_path):
    lake = lake_of(tmp_path, [{"customer_id": "a", "occurred_at": day(1)}])
    [file] = lake.files(HISTORY)
    file.write_bytes(b"nothing")
    with pytest.raises(LakeError, match="history cannot be read"):
        read_history(lake)


def test_what_comes_later_does_not_renumber_what_came_before(tmp_path):
    rows = [{"customer_id": "b", "occurred_at": day(n), "item": i} for n, i in ((1, "k"), (2, "m"))]
    before = read_history(lake_of(tmp_path / "before", rows))
    future = {"customer_id": "a", "occurred_at": day(9), "item": "m"}
    after = read_history(lake_of(tmp_path / "after", [future, *rows]))
    assert after.names["item"].tolist() == before.names["item"].tolist()


def fact(account, value, known):
    return {"source": "s", "account": account, "name": "plan", "value": value, "known_at": known}


def test_a_fact_counts_once_fact_and_link_are_known_and_the_one_told_last_holds(tmp_path):
    customers = [
        {"source": "s", "account": "a1", "customer_id": "a", "known_at": day(1)},
        {"source": "s", "account": "a2", "customer_id": "a", "known_at": day(10)},
    ]
    attributes = [
        fact("a1", "second", day(3)),
        # Both become known of the customer by the link, on the tenth.
        fact("a2", "first", day(2)),
        fact("a2", "third", day(5)),
        fact("a1", "fourth", day(12)),
        fact("a1", None, day(13)),
    ]
    rows = [{"customer_id": "a", "occurred_at": day(1)}]
    history = read_history(lake_of(tmp_path, rows, (), attributes, customers))
    cutoffs = np.array([micros(day(n)) for n in (2, 3, 9, 10, 12, 14)])
    known = history.attributes.known("plan", np.zeros(6, int), cutoffs)
    names = [history.attributes.values[n] if n >= 0 else None for n in known]
    assert names == [None, "second", "second", "third", "fourth", "fourth"]


def test_an_old_fact_that_a_link_brings_along_undoes_nothing(tmp_path):
    customers = [
        {"source": "s", "account": "a1", "customer_id": "a", "known_at": day(1)},
        {"source": "s", "account": "a2", "customer_id": "a", "known_at": day(10)},
    ]
    attributes = [fact("a1", "new", day(5)), fact("a2", "old", day(2))]
    rows = [{"customer_id": "a", "occurred_at": day(1)}]
    history = read_history(lake_of(tmp_path, rows, (), attributes, customers))
    [known] = history.attributes.known("plan", np.zeros(1, int), np.array([micros(day(20))]))
    assert history.attributes.values[known] == "new"


def test_facts_of_those_without_a_history_are_left_out(tmp_path):
    customers = [{"source": "s", "account": "z", "customer_id": "z", "known_at": day(1)}]
    rows = [{"customer_id": "a", "occurred_at": day(1)}]
    lake = lake_of(tmp_path, rows, (), [fact("z", "pro", day(1))], customers)
    assert len(read_history(lake).attributes.owner) == 0


def test_an_empty_lake_is_an_empty_history(tmp_path):
    assert len(read_history(Lake(tmp_path))) == 0


def test_an_older_version_can_be_read_again(tmp_path):
    lake = lake_of(tmp_path, [{"customer_id": "a", "occurred_at": day(1)}])
    version = lake.version(HISTORY)
    lake_of(tmp_path, [{"customer_id": "a", "occurred_at": day(n)} for n in (1, 2)])
    assert (len(read_history(lake, version)), len(read_history(lake))) == (1, 2)


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_parts_havewhole_customers_and_together_all_rows(tmp_path, monkeypatch, rows):
    told = [(f"c{n:03}", day(k + 1)) for n in range(40) for k in range(n % 5 + 1)]
    lake = lake_of(
        tmp_path,
        [
            {"customer_id": who, "occurred_at": at, "amount": float(n)}
            for n, (who, at) in enumerate(told)
        ],
    )
    whole = read_history(lake)
    parts = list(read_parts(lake, {"amount", "kind"}, rows=rows))
    customers = [str(one) for part in parts for one in part.customers]
    assert customers == [str(one) for one in whole.customers]
    amounts = np.concatenate([part.numbers["amount"] for part in parts])
    assert amounts.tolist() == whole.numbers["amount"].tolist()


def test_slices_that_cut_a_customer_are_put_together_again():
    table = pa.table({"customer_id": ["a", "a", "b", "b", "b", "c"], "n": range(6)})
    coded = table.set_column(0, "customer_id", table["customer_id"].dictionary_encode())
    for size in range(1, 7):
        slices = (coded.slice(start, size) for start in range(0, 6, size))
        found = [part["n"].to_pylist() for part in whole_customers(slices)]
        assert [number for part in found for number in part] == [0, 1, 2, 3, 4, 5]
        ends = {part[-1] for part in found}
        assert ends <= {1, 4, 5}


def test_a_history_out_of_order_is_refused(tmp_path):
    rows = [{"customer_id": who, "occurred_at": day(1)} for who in "ba"]
    lake = lake_of(tmp_path, rows)
    assert len(read_history(lake)) == 2
    with pytest.raises(LakeError, match="not in order of customers; run `patron build` again"):
        list(read_parts(lake, {"amount"}, rows=1))
