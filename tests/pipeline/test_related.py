import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from patron.features import Where, compute_features, needed_columns
from patron.features.connected_value import ConnectedValue
from patron.features.count import Count
from patron.features.online import OnlineFeatures
from patron.history import micros, read_history, read_parts
from patron.history.read import FACTS
from patron.lake import Lake
from patron.pipeline.partition import FACT_NAME, FACT_VALUE, FeaturesOfRows
from patron.pipeline.related import months_between, tell_related
from patron.schema import CUSTOMERS, HISTORY, ITEMS, RELATED, RELATIONS
from patron.training.train import declared


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def spend(name="x", **fields):
    return ConnectedValue(name=name, idea="whom they know", relation="household", **fields)


def owns(who, known="2024-01-01", until=None):
    row = {"source": "crm", "account": f"a {who}", "customer_id": who, "known_at": at(known)}
    return row | ({"known_until": at(until)} if until else {})


def relates(who, other, known="2024-01-01"):
    row = {"source": "crm", "account": f"a {who}", "relation": "household"}
    return {**row, "other": f"a {other}", "known_at": at(known)}


def bought(number, who, when, amount, known=None, kind="purchase"):
    when = at(when)
    row = {"customer_id": who, "occurred_at": when, "known_at": at(known) if known else when}
    more = {"kind": kind, "actor": "customer", "source": "till", "interaction_id": str(number)}
    return {**row, **more, "amount": amount}


OWNED = [owns("ann"), owns("bob"), owns("eve", "2024-02-10"), owns("zoe")]
RELATED_TO = [relates("ann", "bob"), relates("eve", "ann", "2024-01-15")]
BOUGHT = [
    bought(1, "ann", "2024-01-05", 1.0),
    bought(2, "bob", "2024-01-10", 10.0),
    bought(3, "bob", "2024-01-20", 20.0, known="2024-02-20"),
    bought(4, "bob", "2024-02-01", 0.5, kind="return"),
    bought(5, "eve", "2024-01-15", 100.0),
    bought(6, "zoe", "2024-04-02", 7.0),
]


def lake_of(folder, rows=BOUGHT, owned=OWNED, relations=RELATED_TO):
    lake = Lake(folder, threads=1)
    order = ["customer_id", "occurred_at", "interaction_id"]
    table = HISTORY.of(rows).sort_by([(name, "ascending") for name in order])
    for declared_table, content in (
        (HISTORY, table),
        (CUSTOMERS, CUSTOMERS.of(owned)),
        (RELATIONS, RELATIONS.of(relations)),
    ):
        lake.replace(declared_table, content)
    return lake


def told(lake, feature):
    tell_related(lake, [feature])
    rows = lake.read(RELATED).to_pylist()
    return [(r["customer_id"], f"{r['known_at']:%m-%d}", r["value"]) for r in rows]


def bare(table):
    """Return the content as text, in which what is unknown equals what is unknown."""
    return str(table.to_pydict())


def test_the_others_are_told_of_each_month_as_they_were_known(tmp_path):
    lake = lake_of(tmp_path)
    assert told(lake, spend(take="total", among=Where(kind="purchase"))) == [
        ("ann", "02-01", "10.0"),
        ("ann", "03-01", "130.0"),
        ("bob", "02-01", "1.0"),
        ("eve", "03-01", "1.0"),
    ]


def test_the_mean_a_direction_and_a_window(tmp_path):
    lake = lake_of(tmp_path)
    assert told(lake, spend()) == [
        ("ann", "02-01", "10.5"),
        ("ann", "03-01", "65.25"),
        ("bob", "02-01", "1.0"),
        ("eve", "03-01", "1.0"),
    ]
    assert told(lake, spend(direction="to")) == [
        ("ann", "02-01", "10.5"),
        ("ann", "03-01", "30.5"),
        ("eve", "03-01", "1.0"),
    ]
    assert told(lake, spend(take="total", window=timedelta(days=31)))[:3] == [
        ("ann", "02-01", "10.5"),
        ("ann", "03-01", "0.5"),
        ("ann", "04-01", "0.0"),
    ]


def test_whoever_is_connected_to_nobody_any_more_is_told_of_nobody(tmp_path):
    owned = [owns("ann"), owns("bob", until="2024-02-15"), owns("zoe")]
    lake = lake_of(tmp_path, owned=owned)
    found = told(lake, spend(take="total"))
    assert [row for row in found if row[0] == "ann"] == [
        ("ann", "02-01", "10.5"),
        ("ann", "03-01", "nan"),
    ]


def test_what_is_told_already_is_not_told_again_and_goes_with_its_feature(tmp_path):
    lake = lake_of(tmp_path)
    assert not tell_related(lake, [Count(name="n", idea="how often")])
    assert lake.version(RELATED) is None
    assert tell_related(lake, [spend()])
    assert not tell_related(lake, [spend("other_name")])
    assert tell_related(lake, [spend(take="total")])
    assert tell_related(lake, [])
    assert lake.read(RELATED).num_rows == 0


def test_without_relations_nothing_is_told(tmp_path):
    lake = lake_of(tmp_path, relations=[])
    assert told(lake, spend()) == []


def test_months_are_those_after_the_start_up_to_the_end():
    start, end = at("2023-12-01"), at("2024-03-01")
    found = months_between(micros(start), micros(end)).astype("datetime64[us]").astype(str)
    assert [text[:10] for text in found] == ["2024-01-01", "2024-02-01", "2024-03-01"]
    assert months_between(micros(end), micros(end)).tolist() == []


def test_every_host_gives_the_same(tmp_path):
    lake = lake_of(tmp_path)
    features = [spend("mean"), spend("all", take="total"), Count(name="n", idea="how often")]
    tell_related(lake, features)
    cutoffs = [micros(at(day)) for day in ("2024-01-31", "2024-02-15", "2024-03-09")]
    history = read_history(lake)
    batch = compute_features(history, features, cutoffs)
    parts = compute_features(read_parts(lake, needed_columns(features), 1), features, cutoffs)
    assert bare(parts) == bare(batch)
    assert batch["mean"].drop_null().to_pylist() != []
    for row in batch.to_pylist():
        alone = history.of_customer(row["customer_id"])
        values = OnlineFeatures(features).compute(alone, micros(row["cutoff"]))[0]
        wanted = np.array([row[feature.name] for feature in features], float)
        np.testing.assert_array_equal(values, wanted)
    # As Spark does: facts among the rows of their customer.
    with lake.connection() as connection:
        facts = connection.sql(FACTS).to_arrow_table()
    facts = facts.rename_columns({"name": FACT_NAME, "value": FACT_VALUE})
    rows = lake.read(HISTORY, columns=["customer_id", "occurred_at", "known_at", "kind", "actor"])
    mixed = pa.concat_tables([rows, facts], promote_options="default").sort_by("customer_id")
    entries = tuple(json.dumps(declared(feature)) for feature in features)
    work = FeaturesOfRows(ITEMS.empty(), entries, tuple(cutoffs))
    told_by = pa.Table.from_batches(work(mixed.combine_chunks().to_batches()))
    assert bare(told_by) == bare(batch)


POISON = {
    "it happened later": {"rows": [bought(90, "bob", "2024-03-10", 1e6)]},
    "it was announced": {"rows": [bought(91, "bob", "2024-03-10", 1e6, known="2024-01-02")]},
    "it was known later": {"rows": [bought(92, "bob", "2024-01-10", 1e6, known="2024-03-10")]},
    "they were related later": {
        "rows": [bought(93, "zoe", "2024-01-10", 1e6)],
        "relations": [relates("ann", "zoe", "2024-03-10")],
    },
    "whose account it is was known later": {
        "rows": [bought(94, "new", "2024-01-10", 1e6)],
        "owned": [owns("new", "2024-03-10")],
        "relations": [relates("ann", "new")],
    },
}
BEFORE = {"rows": BOUGHT, "owned": OWNED, "relations": RELATED_TO}


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Return a function that gives what was known of ann, bob and eve, with more in the lake."""
    features = [spend("mean"), spend("all", take="total", window=timedelta(days=60))]
    cutoffs = [micros(at(day)) for day in ("2024-02-01", "2024-02-20", "2024-03-09")]

    def of(*more):
        whole = {
            name: [*rows, *(row for one in more for row in one.get(name, []))]
            for name, rows in BEFORE.items()
        }
        lake = lake_of(tmp_path_factory.mktemp("lake"), **whole)
        tell_related(lake, features)
        found = compute_features(read_history(lake), features, cutoffs)
        is_known = np.isin(found["customer_id"].to_pylist(), ["ann", "bob", "eve"])
        return found.filter(pa.array(is_known)).combine_chunks()

    return of


@pytest.mark.parametrize("poison", [*POISON, "all of that"])
def test_what_is_learnt_of_others_later_changes_nothing(known, poison):
    more = [POISON[poison]] if poison in POISON else POISON.values()
    assert bare(known(*more)) == bare(known())


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_the_poison_would_show_if_it_were_known(tmp_path, who):
    now = [*BOUGHT, bought(95, "bob", "2024-01-10", 1e6), bought(96, "ann", "2024-01-10", 1e6)]
    lake = lake_of(tmp_path, now)
    tell_related(lake, [spend()])
    found = compute_features(read_history(lake), [spend()], [micros(at("2024-02-01"))])
    assert (
        dict(zip(found["customer_id"].to_pylist(), found["x"].to_pylist(), strict=True))[who] > 1e5
    )
