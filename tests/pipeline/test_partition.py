import json
from datetime import timedelta

import pyarrow as pa
import pytest

from patron.errors import CutoffError, SchemaError
from patron.features import compute_features
from patron.features.attribute import Attribute
from patron.features.count import Count
from patron.features.total import Total
from patron.history.read import make_history
from patron.pipeline.partition import (
    FACT_NAME,
    FACT_VALUE,
    PERSON,
    FeaturesOfRows,
    LabelsOfRows,
    histories,
)
from patron.schema import HISTORY, ITEMS, TEXT, TIME
from patron.tasks import make_labels
from patron.tasks.churn import Churn
from patron.training.train import declared

FEW = [Count(name="n", idea="how often"), Total(name="spend", column="amount", idea="how much")]
ENTRIES = tuple(json.dumps(declared(feature)) for feature in FEW)
COLUMNS = ["customer_id", "occurred_at", "known_at", "kind", "actor", "amount"]


def rows(**purchases):
    """Return HISTORY, in order, of how many purchases each customer made: one a day, of 1, 2, …"""
    made = [
        {"customer_id": who, "occurred_at": (at := (19_000 + day) * 86_400_000_000), "known_at": at,
         "kind": "purchase", "actor": "customer", "source": "web", "amount": float(day),
         "interaction_id": f"{who}{day}"}
        for who, many in purchases.items()
        for day in range(1, many + 1)
    ]  # fmt: skip
    return HISTORY.of(made)


def at(day):
    return (19_000 + day) * 86_400_000_000


def in_batches(table, size):
    return table.select(COLUMNS).combine_chunks().to_batches(max_chunksize=size)


def whole(batches, schema):
    return pa.Table.from_batches(list(batches), schema)


@pytest.mark.parametrize("held", [1, 3, 100])
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_no_customer_is_cut_in_two_however_the_batches_fall(size, held):
    table = rows(ann=2, bob=7, cid=1, dan=3)
    parts = list(histories(in_batches(table, size), ITEMS.empty(), held))
    assert [who for part in parts for who in part.customers] == ["ann", "bob", "cid", "dan"]
    assert sum(map(len, parts)) == 13


def test_memory_is_bounded_by_the_rows_held_and_the_largest_customer():
    table = rows(**{f"c{number:03}": 4 for number in range(100)}, d=50)
    parts = list(histories(in_batches(table, 3), ITEMS.empty(), 10))
    assert [len(part) for part in parts[-1:]] == [50]
    assert max(len(part) for part in parts[:-1]) <= 16


@pytest.mark.parametrize("size", [1, 4, 100])
def test_features_are_those_of_the_whole_history(size):
    table = rows(ann=2, bob=7, cid=1)
    work = FeaturesOfRows(ITEMS.empty(), ENTRIES, (at(2), at(5)), rows=2)
    expected = compute_features(make_history(table, ITEMS.empty()), FEW, [at(2), at(5)])
    assert whole(work(in_batches(table, size)), expected.schema).equals(expected)
    assert expected["spend"].to_pylist() == [3.0, 3.0, 3.0, 15.0, 1.0, 1.0]


def test_labels_are_those_of_the_whole_history_though_most_parts_end_earlier():
    table = rows(ann=2, bob=7, cid=1)
    churn = Churn(name="churn", horizon=timedelta(days=3))
    task = json.dumps({"type": "churn", "name": "churn", "horizon": "P3D"})
    work = LabelsOfRows(ITEMS.empty(), task, (at(2),), rows=2)
    expected = make_labels(make_history(table, ITEMS.empty()), churn, [at(2)])
    made = work(table.combine_chunks().to_batches(max_chunksize=2))
    assert whole(made, expected.schema).equals(expected)
    assert expected["label"].to_pylist() == [1.0, 0.0, 1.0]


def test_facts_among_the_rows_are_known_from_their_own_moment():
    known = [("ann", "plan", "1", at(1)), ("ann", "plan", "2", at(4)), ("zoe", "plan", "9", at(1))]
    names = ("customer_id", FACT_NAME, FACT_VALUE, "known_at")
    facts = pa.table(
        {
            name: pa.array([one[place] for one in known], TEXT if place < 3 else pa.int64())
            for place, name in enumerate(names)
        }
    )
    facts = facts.set_column(3, "known_at", facts["known_at"].cast(TIME))
    mixed = pa.concat_tables([rows(ann=2, bob=1).select(COLUMNS), facts], promote_options="default")
    mixed = mixed.sort_by([("customer_id", "ascending")]).combine_chunks()
    plan = Attribute(name="plan", attribute="plan", idea="who they are")
    work = FeaturesOfRows(ITEMS.empty(), (json.dumps(declared(plan)),), (at(2), at(5)), rows=1)
    made = pa.Table.from_batches(list(work(mixed.to_batches(max_chunksize=2))))
    assert made["customer_id"].to_pylist() == ["ann", "ann", "bob", "bob"]
    assert str(made["plan"].to_pylist()) == "[1.0, 2.0, nan, nan]"


def merged():
    """Return HISTORY of ann, who was zoe too until the fourth day, and of bob, who was not."""
    told = [("ann", 1, 1, None), ("ann", 2, 4, None), ("ann", 5, 5, None), ("bob", 3, 3, None)]
    told += [("zoe", 2, 2, 4)]
    return HISTORY.of(
        {"customer_id": who, "occurred_at": at(day), "known_at": at(known), "kind": "purchase",
         "known_until": until and at(until), "actor": "customer", "source": "web",
         "amount": float(day), "interaction_id": str(day)}
        for who, day, known, until in told
    )  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_former_customer_ends_and_its_label_is_that_of_who_it_is_now(size):
    columns = [*COLUMNS, "item", "known_until"]
    former = pa.table({"customer_id": ["zoe"], "ended_at": [at(4)], "becomes": ["ann"]})
    former = former.set_column(1, "ended_at", former["ended_at"].cast(TIME))
    history = make_history(merged(), ITEMS.empty(), None, former)
    batches = merged().select(columns).combine_chunks().to_batches(max_chunksize=size)
    features = FeaturesOfRows(ITEMS.empty(), ENTRIES, (at(3), at(4)), rows=1)
    made = pa.Table.from_batches(list(features(batches)))
    assert made.equals(compute_features(history, FEW, [at(3), at(4)]))
    assert made["customer_id"].to_pylist() == ["ann", "ann", "bob", "bob", "zoe"]
    assert made["spend"].to_pylist() == [1.0, 3.0, 3.0, 3.0, 2.0]
    task = json.dumps({"type": "churn", "name": "churn", "horizon": "P3D"})
    labels = LabelsOfRows(ITEMS.empty(), task, (at(3),), rows=1)
    with pytest.raises(CutoffError, match="zoe became part of one who is not in this part"):
        list(labels(batches))
    person = pa.array(["ann", "ann", "ann", "bob", "ann"])
    together = merged().select(columns).append_column(PERSON, person).sort_by(PERSON)
    made = labels(together.combine_chunks().to_batches(max_chunksize=size))
    told = {row["customer_id"]: row["label"] for row in pa.Table.from_batches(made).to_pylist()}
    assert told == {"ann": 0.0, "bob": 1.0, "zoe": 0.0}


def test_a_partition_without_rows_gives_none():
    work = FeaturesOfRows(ITEMS.empty(), ENTRIES, (at(2),))
    assert list(work([])) == []
    assert list(work(in_batches(HISTORY.empty(), 1))) == []


@pytest.mark.parametrize("column", ["customer_id", "occurred_at", "known_at", "kind"])
def test_a_row_that_lacks_what_every_row_has_is_refused(column):
    table = rows(ann=2).select(COLUMNS)
    place = table.schema.get_field_index(column)
    broken = table.set_column(place, column, pa.nulls(2, table[column].type))
    with pytest.raises(SchemaError, match=rf"history\.{column} is null in 2 row"):
        list(histories(broken.to_batches(), ITEMS.empty()))
