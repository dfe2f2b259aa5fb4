"""Features, labels and scores of a history that only a cluster can hold, by the same kernel.

Spark brings the rows of each customer together, in order of time; `patron.pipeline.partition` does
the rest inside its tasks. Needs the extra ``spark``, and patron itself on every executor.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from patron.errors import ConfigError, CutoffError, SchemaError
from patron.features import Feature, needed_columns
from patron.features.compute import moment
from patron.history import micros
from patron.history.read import COLUMNS, LEVELS
from patron.models import Model
from patron.pipeline.partition import (
    FACT_NAME,
    FACT_VALUE,
    PERSON,
    FeaturesOfRows,
    LabelsOfRows,
    ScoresOfRows,
)
from patron.schema import (
    FEATURES,
    FLAG,
    HISTORY,
    ITEMS,
    LABELS,
    REAL,
    SCORES,
    TEXT,
    TIME,
    WHOLE,
    Table,
)
from patron.tasks import Task
from patron.training.declared import declared, features_of
from patron.training.train import task_kind

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

SPARK_TYPES = {TEXT: "string", TIME: "timestamp", REAL: "double", WHOLE: "bigint", FLAG: "boolean"}
WHEN = ("customer_id", "occurred_at", "known_at")


@dataclass(frozen=True)
class SparkHistory:
    """The one history of all customers, as a cluster holds it.

    Parameters
    ----------
    rows
        HISTORY, in any order.
    items
        ITEMS; every task gets all of it.
    facts
        What else is known of customers: ``customer_id``, ``name``, ``value``, ``known_at``.
        None if no feature looks at attributes or relations. Those that end have a
        ``known_until``.
    former
        ``customer_id`` and ``becomes`` of former customers, as
        `patron.history.former.read_former` returns them. None if there are none, or no label is
        asked for: a label is about the person, so the rows of both must come together.
    partitions
        How many tasks share the customers; None leaves it to Spark.
    """

    rows: "DataFrame"
    items: pa.Table
    facts: "DataFrame | None" = None
    partitions: int | None = None
    former: "DataFrame | None" = None

    def end(self) -> int:
        """Return the time of the last thing that a customer did, in microseconds: one pass."""
        from pyspark.sql import functions as sql

        at = sql.col("occurred_at")
        own = sql.when(sql.col("actor") == "customer", at)
        found = self.rows.agg(sql.unix_micros(sql.coalesce(sql.max(own), sql.max(at)))).first()
        if found is None or found[0] is None:
            raise CutoffError("The history is empty; nothing can be asked of it.")
        return int(found[0])

    def by_customer(self, columns: Collection[str]) -> "DataFrame":
        """Return the rows of each customer in one partition, one customer after the other.

        Customers who are one person by now come one after the other too, if it is told who.

        They are in order of all their columns: rows that tie in every column are the same row to
        every feature, so that sums come out the same whatever the partitions are.

        Parameters
        ----------
        columns
            Columns of HISTORY to bring beside customer and times, and ``attributes`` for facts.

        Raises
        ------
        SchemaError
            If a column is missing or of a wrong type.
        ConfigError
            If facts are needed and there are none.
        """
        wanted = [name for name in COLUMNS if name in columns and name not in WHEN]
        wanted += [name for name in ("known_until",) if name in self.rows.columns]
        rows = _typed(
            self.rows, HISTORY.name, {name: HISTORY.columns[name] for name in (*WHEN, *wanted)}
        )
        if "attributes" in columns:
            rows = rows.unionByName(self._fact_rows(), allowMissingColumns=True)
        key = "customer_id"
        if self.former is not None:
            rows, key = self._with_persons(rows), PERSON
        how_many = () if self.partitions is None else (self.partitions,)
        return rows.repartition(*how_many, key).sortWithinPartitions(*rows.columns)

    def _with_persons(self, rows: "DataFrame") -> "DataFrame":
        from pyspark.sql import functions as sql

        former = _typed(self.former, "former", {"customer_id": TEXT, "becomes": TEXT})
        person = sql.coalesce("becomes", "customer_id").alias(PERSON)
        return rows.join(former, "customer_id", "left").select(person, *rows.columns)

    def check_facts(self, features: Sequence[Feature]) -> None:
        """Refuse features that look at facts where there are none.

        Raises
        ------
        ConfigError
            Naming these features.
        """
        asking = [one for one in features if "attributes" in one.columns()]
        if self.facts is None and asking:
            named = ", ".join(f"{one.name} ({declared(one)['type']})" for one in asking)
            raise ConfigError(
                f"`facts` is None, but these features look at attributes or relations: {named}; "
                "give the facts of customers, or leave these features out."
            )

    def used_items(self) -> pa.Table:
        """Return what the history takes from ITEMS."""
        return ITEMS.check(self.items).select(["item", *LEVELS, "margin", "tier"]).combine_chunks()

    def _fact_rows(self) -> "DataFrame":
        from pyspark.sql import functions as sql

        if self.facts is None:
            raise ConfigError("`facts` is None, so nothing is known of attributes and relations.")
        named = {"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME}
        named |= {name: TIME for name in ("known_until",) if name in self.facts.columns}
        facts = _typed(self.facts, "facts", named).where(sql.col("value").isNotNull())
        return facts.withColumnsRenamed({"name": FACT_NAME, "value": FACT_VALUE})


def compute_features_on_spark(
    history: SparkHistory, features: Sequence[Feature], cutoffs: Sequence[int]
) -> "DataFrame":
    """Return FEATURES: one row per customer known at each cutoff, as `compute_features` does.

    Parameters
    ----------
    history
        All interactions, the future included.
    features
        What to compute; those of items and pairs are left out here.
    cutoffs
        Microseconds since 1970.

    Raises
    ------
    SchemaError
        If the history lacks a column that features look at.
    ConfigError
        If features look at attributes or relations and there are no facts.
    """
    own = [feature for feature in features if feature.entity == "customer"]
    history.check_facts(own)
    columns = _with_item(needed_columns(own))
    work = FeaturesOfRows(
        history.used_items() if "item" in columns else ITEMS.empty(),
        tuple(json.dumps(declared(feature)) for feature in own),
        tuple(sorted(set(cutoffs))),
    )
    return _run(history.by_customer(columns), work, _ddl(FEATURES, [one.name for one in own]))


def make_labels_on_spark(
    history: SparkHistory, task: Task, cutoffs: Sequence[int], end: int | None = None
) -> "DataFrame":
    """Return LABELS of one task at the cutoffs (microseconds), as `make_labels` does.

    Parameters
    ----------
    end
        Until when the history is complete, in microseconds; None looks it up, a pass over the
        times.

    Raises
    ------
    CutoffError
        If the horizon after a cutoff is not over yet.
    """
    last = history.end() if end is None else end
    for cutoff in cutoffs:
        if cutoff + micros(task.reach) > last:
            raise CutoffError(
                f"{task.name} at {_day(cutoff)} needs {task.reach.days} days of history after "
                f"it, but the history ends {_day(last)}."
            )
    work = LabelsOfRows(history.used_items(), _declared_task(task), tuple(cutoffs))
    return _run(history.by_customer(COLUMNS), work, _ddl(LABELS))


def score_on_spark(history: SparkHistory, task: Task, model: Model, cutoff: int) -> "DataFrame":
    """Return SCORES of every customer whom the task asks about at a cutoff (microseconds).

    Raises
    ------
    ConfigError
        If the task ranks items: which ones come into question depends on all customers, and a
        partition sees only its own. Score it with `patron score`.
    """
    features = features_of(model)
    beyond = [feature.name for feature in features if feature.entity != "customer"]
    if task.about_items or beyond:
        what = f"looks at the feature(s) {beyond}" if beyond else "ranks items"
        raise ConfigError(
            f"{task.name} {what}, which depends on all customers, but a task of a cluster sees "
            "only its own; score it with `patron score`."
        )
    history.check_facts(features)
    columns = {*COLUMNS, *(needed_columns(features) & {"attributes"})}
    files = model.files()
    work = ScoresOfRows(history.used_items(), _declared_task(task), files, model.name, cutoff)
    return _run(history.by_customer(columns), work, _ddl(SCORES))


def _run(rows: "DataFrame", work: Callable[[Any], Any], ddl: str) -> "DataFrame":
    # Spark looks at the annotations of a function, which an object does not have.
    def run(batches: Any) -> Any:
        return work(batches)

    return rows.mapInArrow(run, ddl)


def _typed(frame: "DataFrame", name: str, columns: dict[str, pa.DataType]) -> "DataFrame":
    """Return the columns in their types; a time without a time zone is refused."""
    from pyspark.sql import functions as sql

    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise SchemaError(f"{name} lacks the column(s) {missing}; found {frame.columns}.")
    found = dict(frame.dtypes)
    for column, type_ in columns.items():
        if type_ == TIME and found[column] != "timestamp":
            raise SchemaError(f"{name}.{column} is {found[column]}, but must be timestamp (UTC).")
    return frame.select(*(sql.col(c).cast(SPARK_TYPES[t]).alias(c) for c, t in columns.items()))


def _with_item(columns: set[str]) -> set[str]:
    """Return the columns, and the item where a level of it is among them."""
    return columns if columns.isdisjoint(LEVELS) else {*columns, "item"}


def _declared_task(task: Task) -> str:
    fields = task.model_dump(mode="json", exclude_none=True)
    return json.dumps({"type": task_kind(task), **fields})


def _ddl(table: Table, more: Iterable[str] = ()) -> str:
    """Return the columns of a table, and further ones of numbers, as Spark wants them."""
    types = {**table.columns, **dict.fromkeys(more, REAL)}
    return ", ".join(f"`{name}` {SPARK_TYPES[type_]}" for name, type_ in types.items())


def _day(at: int) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M}"
