"""What the Spark host costs: measured here, and from that for 100 million customers.

    python -m benchmarks.spark_scale

Writes a seeded history as Parquet, runs features, labels and scores over it on a local Spark of
two cores, each round in a process of its own, and prints what docs/scale.md says. Needs the extra
``spark``, Java 17, psutil, and some minutes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from patron.history import MICROSECONDS_A_DAY as DAY
from patron.schema import HISTORY, ITEMS

FEATURES = Path(__file__).parents[1] / "configs" / "complete_journey" / "features.yaml"
CORES = 2
START, DAYS = 19_000 * DAY, 730
ROWS_OF_A_CUSTOMER = 1_000
STAGES = ("scan", "shuffle", "features", "features, 6 cutoffs", "labels", "scores")
LAYOUTS = ("by customer", "by time")

# The business that the costs are for.
CUSTOMERS, ROWS = 100e6, 100e9
EXECUTOR_CORES = 4
PARTITION_BYTES = 128e6


def make_rows(customers: range, random: np.random.Generator) -> pa.Table:
    """Return HISTORY of some customers, in order: a thousand rows each over two years."""
    n = len(customers) * ROWS_OF_A_CUSTOMER
    owner = np.repeat(np.asarray(customers), ROWS_OF_A_CUSTOMER)
    at = START + random.integers(0, DAYS * 86_400, n) * 1_000_000
    at = at.reshape(-1, ROWS_OF_A_CUSTOMER)
    at.sort(axis=1)
    kinds = np.array(["purchase"] * 7 + ["redemption", "contact", "return"])
    kind = kinds[random.integers(0, len(kinds), n)]
    columns = {
        "customer_id": pa.array([f"c{number:09}" for number in customers]).take(
            pa.array(owner - customers.start)
        ),
        "occurred_at": at.ravel(),
        "known_at": at.ravel() + random.integers(0, 3, n) * DAY,
        "kind": pa.array(kind.tolist()),
        "channel": pa.array(random.choice(["web", "shop", "app"], n).tolist()),
        "actor": pa.array(np.where(kind == "contact", "company", "customer").tolist()),
        "item": pa.array([f"i{number}" for number in random.integers(0, 20_000, n)]),
        "offer": pa.array(random.choice(["mailer", "display", "x"], n).tolist()),
        "quantity": random.integers(1, 9, n) * 1.0,
        "amount": random.integers(50, 9_999, n) / 100,
        "discount": random.integers(0, 300, n) / 100,
        # Eight lines of a till make a basket.
        "basket": pa.array([f"b{number}" for number in np.arange(n) // 8 + customers.start * 125]),
        "source": pa.array(["till"] * n),
        "interaction_id": pa.array([f"{n}" for n in np.arange(n) + customers.start * 1_000]),
    }
    for name in HISTORY.columns:
        columns.setdefault(name, pa.nulls(n))
    return pa.table(
        {
            n: pa.array(columns[n]).cast(t)
            if not isinstance(columns[n], pa.ChunkedArray)
            else columns[n].cast(t)
            for n, t in HISTORY.columns.items()
        }
    )


def write_histories(folder: Path, rows: int) -> float:
    """Write the same history in order of customer and of time; return its bytes a row."""
    random = np.random.default_rng(1)
    customers = rows // ROWS_OF_A_CUSTOMER
    step = max(1, customers // 8)
    for layout in LAYOUTS:
        (folder / layout).mkdir()
    parts = []
    for start in range(0, customers, step):
        part = make_rows(range(start, min(start + step, customers)), random)
        pq.write_table(part, folder / LAYOUTS[0] / f"{start:09}.parquet", compression="zstd")
        parts.append(part)
    by_time = pa.concat_tables(parts).sort_by("occurred_at")
    size = -(-len(by_time) // 8)
    for start in range(0, len(by_time), size):
        name = f"{start:012}.parquet"
        pq.write_table(by_time.slice(start, size), folder / LAYOUTS[1] / name, compression="zstd")
    files = (folder / LAYOUTS[0]).iterdir()
    return sum(file.stat().st_size for file in files) / by_time.num_rows


def items() -> pa.Table:
    """Return the ITEMS sold."""
    departments = ["GROCERY", "MEAT", "PRODUCE", "DELI", "DRUG GM", "FUEL"]
    return ITEMS.of(
        {
            "item": f"i{n}",
            "department": departments[n % 6],
            "category": f"c{n % 300}",
            "subcategory": f"s{n % 2_000}",
            "brand": ("Private", "National")[n % 2],
            "margin": 0.2,
        }
        for n in range(20_000)
    )


def run_once(folder: Path, layout: str) -> dict[str, Any]:
    """Return the seconds of each stage on one layout, and what Spark's own log says of it."""
    from pyspark.sql import SparkSession

    from patron.features import load_features, needed_columns
    from patron.models import Model
    from patron.models.boosted_classifier import BoostedClassifier
    from patron.pipeline.spark import (
        SparkHistory,
        compute_features_on_spark,
        make_labels_on_spark,
        score_on_spark,
    )
    from patron.tasks.churn import Churn
    from patron.training.train import declared

    features = [
        one
        for one in load_features(FEATURES)
        if one.entity == "customer" and "attributes" not in needed_columns([one])
    ]
    logs = Path(tempfile.mkdtemp(dir=folder))
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "4g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": logs.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.logStageExecutorMetrics": "true",
        "spark.executor.processTreeMetrics.enabled": "true",
        "spark.executor.metrics.pollingInterval": "200",
    }
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master(f"local[{CORES}]").config(map=settings).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    rows = spark.read.parquet(str(folder / layout))
    history = SparkHistory(rows, items(), partitions=8)
    cutoffs = [START + day * DAY for day in (600, 630, 640, 650, 660, 670)]
    churn = Churn(name="churn", horizon=timedelta(days=30))
    random = np.random.default_rng(0)
    X = random.random((2_000, len(features)))
    model = Model(
        task="churn",
        kind="churn",
        estimator_kind="boosted_classifier",
        estimator=BoostedClassifier(trees=200, threads=1).fit(X, X[:, 0] + X[:, 1] > 1),
        columns=tuple(one.name for one in features),
        features=tuple(declared(one) for one in features),
        horizon_days=30.0,
        trained_until=datetime(2023, 1, 1, tzinfo=UTC),
        reference=(0.2, 0.5, 0.8),
    )
    end = START + DAYS * DAY
    columns = {"item", *needed_columns(features)}
    frames = {
        "scan": rows.select(*(name for name in rows.columns if name in columns)),
        "shuffle": history.by_customer(columns),
        "features": compute_features_on_spark(history, features, cutoffs[:1]),
        "features, 6 cutoffs": compute_features_on_spark(history, features, cutoffs),
        "labels": make_labels_on_spark(history, churn, cutoffs[:1], end),
        "scores": score_on_spark(history, churn, model, cutoffs[0]),
    }
    # The first run of the kernel and of the JVM is not measured.
    compute_features_on_spark(
        SparkHistory(rows.limit(20_000), items(), partitions=2), features, cutoffs[:1]
    ).write.format("noop").mode("overwrite").save()
    seconds, cpu = {}, {}
    for name in STAGES:
        spark.sparkContext.setJobDescription(name)
        start, worked = time.perf_counter(), cpu_seconds()
        frames[name].write.format("noop").mode("overwrite").save()
        seconds[name] = time.perf_counter() - start
        cpu[name] = cpu_seconds() - worked
    spark.stop()
    (log,) = logs.iterdir()
    said = list(read_log(log))
    return {"seconds": seconds, "cpu": cpu, "features": len(features), **shuffled(said)}


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and all that it started: the JVM and its Pythons."""
    import psutil

    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def read_log(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what Spark wrote down of its run."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def shuffled(said: list[dict[str, Any]]) -> dict[str, Any]:
    """Return bytes and rows shuffled and spilled by stage, and the most memory a worker had."""
    stage_of_job: dict[int, str] = {}
    found: dict[str, dict[str, int]] = {}
    most = 0
    for event in said:
        if event["Event"] == "SparkListenerJobStart":
            name = event["Properties"].get("spark.job.description")
            stage_of_job.update(dict.fromkeys(event["Stage IDs"], name))
        elif event["Event"] == "SparkListenerTaskEnd":
            name = stage_of_job.get(event["Stage ID"])
            metrics = event.get("Task Metrics")
            if name in STAGES and metrics:
                written = metrics["Shuffle Write Metrics"]
                of_stage = found.setdefault(name, {"bytes": 0, "rows": 0, "spilled": 0})
                of_stage["bytes"] += written["Shuffle Bytes Written"]
                of_stage["rows"] += written["Shuffle Records Written"]
                of_stage["spilled"] += metrics["Disk Bytes Spilled"]
            peak = event.get("Task Executor Metrics", {})
            most = max(most, peak.get("ProcessTreePythonRSSMemory", 0))
    return {"shuffled": found, "python_bytes": most}


def say(rows: int, bytes_a_row: float, rounds: dict[str, list[dict[str, Any]]]) -> None:
    """Print the measurements, and the costs that follow from the median of them."""
    first = next(iter(rounds.values()))[0]
    print(
        f"{rows:,} rows of {rows // ROWS_OF_A_CUSTOMER:,} customers, {first['features']} features"
    )
    print(f"in the lake: {bytes_a_row:.1f} bytes a row (all columns, zstd)\n")
    print("layout       stage                 thousand rows a CPU second   rows/s, both    shuffle")
    print("                                     median (least-most)           cores   bytes a row")
    speed: dict[tuple[str, str], float] = {}
    width: dict[tuple[str, str], float] = {}
    for layout, made in rounds.items():
        for stage in STAGES:
            rates = [rows / one["cpu"][stage] for one in made]
            both = float(np.median([rows / one["seconds"][stage] for one in made]))
            speed[layout, stage] = float(np.median(rates))
            width[layout, stage] = made[0]["shuffled"].get(stage, {}).get("bytes", 0) / rows
            print(
                f"{layout:<12} {stage:<20} {speed[layout, stage] / 1e3:>8,.0f} "
                f"({min(rates) / 1e3:,.0f}-{max(rates) / 1e3:,.0f})".ljust(56)
                + f"{both / 1e3:>10,.0f} k {width[layout, stage]:>12.1f}"
            )
    memory = max(one["python_bytes"] for made in rounds.values() for one in made)
    spilled = sum(
        s["spilled"] for made in rounds.values() for o in made for s in o["shuffled"].values()
    )
    print(
        f"\nall Python processes at most: {memory / 1e6:,.0f} MB; spilled: {spilled / 1e6:,.0f} MB"
    )
    print(f"\n{CUSTOMERS:,.0f} customers, {ROWS:,.0f} rows:")
    print(f"  lake: {ROWS * bytes_a_row / 1e12:,.1f} TB")
    print("  layout       stage                core-hours  shuffle TB  partitions")
    for (layout, stage), rate in speed.items():
        bytes_ = ROWS * width[layout, stage]
        hours = ROWS / rate / 3_600
        print(
            f"  {layout:<12} {stage:<20} {hours:>10,.0f} {bytes_ / 1e12:>11,.2f} "
            f"{max(1, bytes_ / PARTITION_BYTES):>11,.0f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--once", nargs=2, metavar=("FOLDER", "LAYOUT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        print(json.dumps(run_once(Path(asked.once[0]), asked.once[1])))
        return
    with tempfile.TemporaryDirectory() as name:
        bytes_a_row = write_histories(Path(name), asked.rows)
        rounds: dict[str, list[dict[str, Any]]] = {layout: [] for layout in LAYOUTS}
        for _ in range(asked.rounds):
            for layout in LAYOUTS:
                command = [sys.executable, "-m", "benchmarks.spark_scale", "--once", name, layout]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                rounds[layout].append(json.loads(done.stdout.splitlines()[-1]))
        say(asked.rows, bytes_a_row, rounds)


if __name__ == "__main__":
    main()
