"""A real Spark in this process; skipped where pyspark or Java is absent (see `make test-spark`)."""

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from patron.errors import ConfigError, CutoffError, SchemaError
from patron.features import compute_features, load_features, needed_columns
from patron.features.attribute import Attribute
from patron.features.change import Change
from patron.features.connected import Connected
from patron.features.count import Count
from patron.features.distinct import Distinct
from patron.features.online import OnlineFeatures
from patron.features.recency import Recency
from patron.features.repeats import Repeats
from patron.features.tenure import Tenure
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.history import micros, read_history, read_parts, unify
from patron.history.facts import FACTS
from patron.history.former import read_former
from patron.lake import Lake
from patron.models import Model
from patron.models.boosted_classifier import BoostedClassifier
from patron.pipeline.spark import (
    SparkHistory,
    compute_features_on_spark,
    make_labels_on_spark,
    score_on_spark,
)
from patron.schema import ATTRIBUTES, CUSTOMERS, HISTORY, INTERACTIONS, ITEMS
from patron.tasks import make_labels
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.tasks.next_offer import NextOffer
from patron.training.train import declared

pytest.importorskip("pyspark", reason="pyspark is not installed (extra `spark`)")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java, and there is none on the path", allow_module_level=True)
pytestmark = [
    # PySpark says so of every pandas from 3 on; no pandas goes through it here.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # Py4J leaves it to the garbage collector to close its sockets.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CONFIGS = Path(__file__).parents[2] / "configs"
START, DAYS = 19_000 * DAY, 400
CUSTOMERS_OF_TEST, LINES, GIANT = 300, 50, 12_000
CHURN = Churn(name="churn", horizon=timedelta(days=30), active_within=timedelta(days=90))
VALUE = LifetimeValue(name="value", horizon=timedelta(days=30), margin=0.3)
COUNTED = (Attribute, Count, Distinct, Recency, Repeats, Tenure)
NEXT = NextOffer(name="next", horizon=timedelta(days=30), level="category")


def sold():
    departments = ["GROCERY", "MEAT", "PRODUCE", "DRUG GM", "FUEL", None]
    return ITEMS.of(
        {
            "item": f"i{n}",
            "department": departments[n % 6],
            "category": f"c{n % 9}",
            "subcategory": f"s{n % 20}",
            "brand": ("Private", "National")[n % 2],
            "margin": None if n % 5 == 0 else 0.2,
        }
        for n in range(40)
    )


def made(seed=7):
    """Return a seeded HISTORY in order: nulls, ties, late rows, returns, and one giant customer."""
    random = np.random.default_rng(seed)
    owner = np.append(random.integers(0, CUSTOMERS_OF_TEST, CUSTOMERS_OF_TEST * LINES), [5] * GIANT)
    n = len(owner)
    # Times on a grid of hours, for ties and to meet the edges of windows.
    at = START + random.integers(0, DAYS * 24, n) * (DAY // 24)
    late = np.where(random.random(n) < 0.1, random.integers(0, 60, n) * DAY, 0)
    kinds = np.array(["purchase", "purchase", "purchase", "redemption", "contact", "return"])
    kind = kinds[random.integers(0, len(kinds), n)]

    def some(values, share=0.8):
        return pa.array(np.asarray(values, dtype=object), mask=random.random(n) > share)

    def word(letter, many):
        return some([f"{letter}{number}" for number in random.integers(0, many, n)])

    columns = {
        "customer_id": pa.array([f"c{number:04}" for number in owner]),
        "occurred_at": at,
        "known_at": at + late,
        "kind": pa.array(kind.tolist()),
        "channel": some(random.choice(["web", "shop"], n)),
        "actor": pa.array(np.where(kind == "contact", "company", "customer").tolist()),
        "item": word("i", 44),
        "offer": some(random.choice(["mailer", "display", "x"], n)),
        "quantity": pa.array(random.integers(1, 9, n) * 1.0, mask=random.random(n) > 0.8),
        "amount": pa.array(random.normal(20, 30, n), mask=random.random(n) > 0.8),
        "discount": pa.array(random.random(n)),
        "basket": word("b", 3000),
        "source": pa.array(["till"] * n),
        "interaction_id": pa.array([str(number) for number in range(n)]),
    }
    for name in HISTORY.columns:
        columns.setdefault(name, pa.nulls(n))
    order = ["customer_id", "occurred_at", "source", "interaction_id"]
    return HISTORY.check(pa.table(columns)).sort_by([(name, "ascending") for name in order])


def told(seed=7):
    """Return ATTRIBUTES and CUSTOMERS: for most, an age and an income that became known once."""
    random = np.random.default_rng(seed)
    known = [
        ("age", "25-34"),
        ("age", "35-44"),
        ("income", "50-74K"),
        ("marital_status", "Married"),
    ]
    facts, owners = [], []
    for number in range(CUSTOMERS_OF_TEST):
        who = {"source": "crm", "account": f"a{number}"}
        since = {"known_at": START + int(random.integers(0, 50)) * DAY}
        owners.append({**who, "customer_id": f"c{number:04}", **since})
        for place in np.flatnonzero(random.random(len(known)) < 0.5):
            name, value = known[place]
            at = START + int(random.integers(0, DAYS)) * DAY + int(place)
            facts.append({**who, "name": name, "value": value, "known_at": at})
    return ATTRIBUTES.of(facts), CUSTOMERS.of(owners)


@pytest.fixture(scope="module")
def spark():
    """Return a local Spark of two cores that listens to nobody else."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        # A compiler that optimises little and a collector of one thread start soonest.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def shop(spark, tmp_path_factory):
    """Return the same history in a lake, in memory and on Spark, and the features of customers."""
    lake = Lake(tmp_path_factory.mktemp("lake"))
    attributes, customers = told()
    for table, rows in (
        (HISTORY, made()),
        (ITEMS, sold()),
        (ATTRIBUTES, attributes),
        (CUSTOMERS, customers),
    ):
        lake.replace(table, rows)
    with lake.connection() as connection:
        facts = connection.sql(FACTS).to_arrow_table()
    features = load_features(CONFIGS / "complete_journey" / "features.yaml")
    rows = spark.read.parquet(*map(str, lake.files(HISTORY)))
    return SimpleNamespace(
        lake=lake,
        batch=read_history(lake),
        spark=SparkHistory(rows, sold(), spark.createDataFrame(facts), partitions=3),
        features=[one for one in features if one.entity == "customer"],
        random=np.random.default_rng(3),
    )


def in_order(table):
    keys = [name for name in ("customer_id", "cutoff", "item") if name in table.column_names]
    return table.sort_by([(name, "ascending") for name in keys]).combine_chunks()


def bits(table):
    """Return the bytes of every column of numbers, and the keys."""
    numbers = [name for name in table.column_names if pa.types.is_floating(table[name].type)]
    return table.drop_columns(numbers).to_pydict(), {
        n: table[n].to_numpy().tobytes() for n in numbers
    }


def looked_up(table, ids, cutoffs, names):
    """Return the values of (customer, cutoff) pairs, shape (n, k); NaN where there is no row."""
    keys = zip(
        table["customer_id"].to_pylist(), table["cutoff"].cast(pa.int64()).to_pylist(), strict=True
    )
    row = {key: number for number, key in enumerate(keys)}
    values = np.column_stack([table[name].to_numpy() for name in names])
    places = [row.get(key, len(values)) for key in zip(ids.tolist(), cutoffs.tolist(), strict=True)]
    return np.vstack([values, np.full(len(names), np.nan)])[places]


def test_online_batch_and_spark_agree_on_ten_thousand_pairs(shop):
    names = [feature.name for feature in shop.features]
    # Some moments on the grid of the rows, some off it, some before and after everything.
    moments = START + np.append(
        shop.random.integers(-5, DAYS + 40, 20) * DAY, shop.random.integers(0, DAYS * DAY, 20)
    )
    ids = np.array(
        [f"c{number:04}" for number in shop.random.integers(0, CUSTOMERS_OF_TEST, 10_000)]
    )
    ids[:100] = "c0005"
    cutoffs = shop.random.choice(moments, 10_000)
    wanted = sorted(set(moments.tolist()))
    parts = read_parts(shop.lake, needed_columns(shop.features), rows=5_000)
    told_by = {
        "batch": compute_features(shop.batch, shop.features, wanted),
        "parts": compute_features(parts, shop.features, wanted),
        "spark": compute_features_on_spark(shop.spark, shop.features, wanted).toArrow(),
    }
    assert len({table.num_rows for table in told_by.values()}) == 1
    online = OnlineFeatures(shop.features)
    pasts = {who: shop.batch.of_customer(who) for who in set(ids.tolist())}
    expected = np.vstack(
        [
            online.compute(pasts[who], at)[0]
            for who, at in zip(ids.tolist(), cutoffs.tolist(), strict=True)
        ]
    )
    assert 0.02 < np.isnan(expected).mean() < 0.5
    # Sums of floating-point numbers depend on their order; what is counted or dated does not.
    counted = [n for n, one in enumerate(shop.features) if isinstance(one, COUNTED)]
    assert len(counted) > 30
    for host, table in told_by.items():
        found = looked_up(table, ids, cutoffs, names)
        assert np.array_equal(np.isnan(found), np.isnan(expected)), host
        assert np.array_equal(found[:, counted], expected[:, counted], equal_nan=True), host
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9, err_msg=host)


def test_the_number_of_partitions_the_order_of_rows_and_the_time_zone_change_no_bit(shop, spark):
    cutoffs = [START + 200 * DAY]
    features = shop.features[:40]
    rows = shop.spark.rows.where("customer_id < 'c0020'")
    few = compute_features_on_spark(replace(shop.spark, rows=rows, partitions=1), features, cutoffs)
    expected = in_order(few.toArrow())
    # More partitions than customers: most of them are empty.
    mixed = replace(shop.spark, rows=rows.orderBy("amount", "basket"), partitions=22)
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        many = compute_features_on_spark(mixed, features, cutoffs).toArrow()
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")
    assert bits(in_order(many)) == bits(expected)
    assert expected.num_rows == 20
    assert expected.schema == compute_features(shop.batch, features, cutoffs).schema


@pytest.mark.parametrize("task", [CHURN, VALUE, NEXT], ids=lambda task: task.name)
def test_labels_are_those_of_make_labels(shop, task):
    cutoffs = [START + 200 * DAY, START + 300 * DAY]
    found = in_order(make_labels_on_spark(shop.spark, task, cutoffs).toArrow())
    expected = in_order(make_labels(shop.batch, task, cutoffs))
    assert expected.num_rows > 250
    assert found.drop_columns("label").equals(expected.drop_columns("label"))
    assert found["label"].to_numpy() == pytest.approx(expected["label"].to_numpy(), rel=1e-9)


def test_former_customers_end_and_have_the_labels_of_who_they_are_now(shop, spark, tmp_path):
    rows, merged_at = made(), START + 150 * DAY
    ids = [f"c{number:04}" for number in range(6, 60)]
    rows = rows.filter(pc.is_in(rows["customer_id"], pa.array(ids)))
    into = dict(zip(ids[1::2], ids[0::2], strict=False))
    did = rows.drop_columns(["customer_id", "known_until"])
    did = did.append_column("account", rows["customer_id"])
    held = [
        {"source": "till", "account": who, "customer_id": who, "known_at": 0,
         "known_until": merged_at if who in into else None}
        for who in ids
    ]  # fmt: skip
    held += [
        {"source": "till", "account": was, "customer_id": who, "known_at": merged_at}
        for was, who in into.items()
    ]
    lake = Lake(tmp_path)
    lake.replace(INTERACTIONS, INTERACTIONS.check(did))
    for table, told_ in ((ITEMS, sold()), (CUSTOMERS, CUSTOMERS.of(held))):
        lake.replace(table, told_)
    unify(lake)
    batch = read_history(lake)
    assert len(batch.former) == len(into) > 20
    former = spark.createDataFrame(read_former(lake))
    stored = spark.read.parquet(*map(str, lake.files(HISTORY)))
    told = SparkHistory(stored, sold(), partitions=3, former=former)
    features = [one for one in shop.features if isinstance(one, (Count, Recency))][:9]
    cutoffs = [START + 100 * DAY, START + 200 * DAY]
    found = in_order(compute_features_on_spark(told, features, cutoffs).toArrow())
    assert bits(found) == bits(in_order(compute_features(batch, features, cutoffs)))
    for task in (CHURN, NEXT):
        labels = in_order(make_labels_on_spark(told, task, cutoffs).toArrow())
        assert labels.equals(in_order(make_labels(batch, task, cutoffs)))


def test_an_unfinished_horizon_is_refused_before_anything_runs(shop):
    assert shop.spark.end() == shop.batch.end
    with pytest.raises(CutoffError, match=r"churn at .* needs 30 days .* ends"):
        make_labels_on_spark(shop.spark, CHURN, [shop.batch.end - 29 * DAY])
    with pytest.raises(CutoffError, match="churn"):
        make_labels_on_spark(shop.spark, CHURN, [START + 200 * DAY], end=START + 229 * DAY)


def model_of(shop, features, cutoff):
    """Return a churn model, fitted at the cutoff, and what it was fitted to."""
    known = compute_features(shop.batch, features, [cutoff])
    X = np.column_stack([known[feature.name].to_numpy() for feature in features])
    estimator = BoostedClassifier(trees=10, threads=1).fit(X, X[:, 0] > np.nanmedian(X[:, 0]))
    model = Model(
        task="churn",
        kind="churn",
        estimator_kind="boosted_classifier",
        estimator=estimator,
        columns=tuple(feature.name for feature in features),
        features=tuple(declared(feature) for feature in features),
        horizon_days=30.0,
        trained_until=datetime(2023, 1, 1, tzinfo=UTC),
        reference=(0.1, 0.4, 0.6),
    )
    return model, known, X


def test_scores_are_those_of_the_same_model_on_the_batch_features(shop):
    cutoff = START + 250 * DAY
    model, known, X = model_of(shop, shop.features, cutoff)
    asked = CHURN.population(shop.batch.upto(cutoff), cutoff)
    ids = shop.batch.customers[asked]
    rows = np.flatnonzero(np.isin(known["customer_id"].to_numpy(zero_copy_only=False), ids))
    expected = model.score(ids, None, np.full(len(ids), cutoff), X[rows], model.name)
    found = in_order(score_on_spark(shop.spark, CHURN, model, cutoff).toArrow())
    assert found.num_rows > 250
    assert found.equals(in_order(expected))


def test_what_depends_on_all_customers_is_refused(shop):
    model, *_ = model_of(shop, shop.features[:2], START + 250 * DAY)
    with pytest.raises(ConfigError, match="next ranks items, which depends on all customers"):
        score_on_spark(shop.spark, NEXT, model, START)


def test_attributes_without_facts_are_refused_rather_than_unknown(shop):
    bare = SparkHistory(shop.spark.rows, sold())
    asking = [
        Attribute(name="age", idea="who", attribute="age"),
        Change(name="moves", idea="who", attribute="address"),
        Connected(name="others", idea="whom", relation="household"),
    ]
    named = r"`facts` is None.*: age \(attribute\), moves \(change\), others \(connected\);"
    with pytest.raises(ConfigError, match=named):
        compute_features_on_spark(bare, asking, [START])
    with pytest.raises(ConfigError, match="`facts` is None"):
        bare.by_customer(["attributes"])


def test_a_missing_column_and_a_time_without_a_zone_are_refused(shop):
    lacking = SparkHistory(shop.spark.rows.drop("amount"), sold(), shop.spark.facts)
    with pytest.raises(SchemaError, match=r"history lacks the column\(s\) \['amount'\]"):
        compute_features_on_spark(lacking, shop.features, [START])
    naive = shop.spark.rows.withColumn("known_at", shop.spark.rows.known_at.cast("timestamp_ntz"))
    with pytest.raises(SchemaError, match=r"history.known_at is timestamp_ntz, but must be"):
        compute_features_on_spark(
            SparkHistory(naive, sold(), shop.spark.facts), shop.features, [START]
        )


def test_an_empty_history_has_no_features_and_no_end(shop, spark):
    nothing = SparkHistory(shop.spark.rows.limit(0), sold(), shop.spark.facts.limit(0))
    assert compute_features_on_spark(nothing, shop.features, [START]).count() == 0
    with pytest.raises(CutoffError, match="history is empty"):
        nothing.end()
    assert micros(datetime(1970, 1, 2, tzinfo=UTC)) == DAY
