"""What one task of a cluster does: the rows of whole customers in, rows of another table out.

Nothing here knows of the cluster; it feeds Arrow batches in and takes Arrow batches out. Features
and tasks arrive as the entries that declare them and a model as its plain files.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.catalog import kinds
from patron.config import build
from patron.errors import SchemaError
from patron.features import Feature, compute_features, feature_columns
from patron.history import History
from patron.history.read import make_history, whole_customers
from patron.models import Model
from patron.schema import HISTORY, TEXT, TIME
from patron.tasks import Task
from patron.tasks.label import make_labels_of_part
from patron.training.declared import features_of

# Facts travel among the rows of their customer, in these columns of their own.
FACT_NAME, FACT_VALUE = "fact_name", "fact_value"
# Who each row's customer is part of now, where former customers were named; the rows of one person
# are then together.
PERSON = "person"
# Rows held at a time; one customer's are held together even if they are more.
ROWS = 250_000
# A cluster runs as many tasks at a time as there are cores.
THREADS = 1
# Rows of a batch that goes back.
ROWS_OF_A_BATCH = 10_000

Batches = Iterable[pa.RecordBatch]
# A feature's or a task's declaration, as JSON.
Entry = str


@dataclass(frozen=True)
class FeaturesOfRows:
    """Turns the rows of whole customers into their FEATURES.

    Parameters
    ----------
    items
        ITEMS.
    features
        How each feature is declared.
    cutoffs
        Microseconds since 1970.
    rows
        About how many rows to hold at a time.
    """

    items: pa.Table
    features: Sequence[Entry]
    cutoffs: Sequence[int]
    rows: int = ROWS

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Yield FEATURES of the rows, which are in order of customer."""
        features = _features(self.features)
        return _each_part(
            batches,
            self.items,
            self.rows,
            lambda part: compute_features(part, features, self.cutoffs, THREADS),
        )


@dataclass(frozen=True)
class LabelsOfRows:
    """Turns the rows of whole customers into their LABELS.

    Parameters
    ----------
    items, cutoffs, rows
        As in `FeaturesOfRows`; the horizon after each cutoff is over.
    task
        How the task is declared.
    """

    items: pa.Table
    task: Entry
    cutoffs: Sequence[int]
    rows: int = ROWS

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Yield LABELS of the rows, which are in order of customer."""
        task = _task(self.task)
        return _each_part(
            batches,
            self.items,
            self.rows,
            lambda part: make_labels_of_part(part, task, self.cutoffs),
        )


@dataclass(frozen=True)
class ScoresOfRows:
    """Turns the rows of whole customers into their SCORES.

    Parameters
    ----------
    items, task, rows
        As in `LabelsOfRows`.
    model, name
        Plain files of the model, and its name.
    cutoff
        Microseconds since 1970.
    """

    items: pa.Table
    task: Entry
    model: Mapping[str, str]
    name: str
    cutoff: int
    rows: int = ROWS

    def __call__(self, batches: Batches) -> Iterator[pa.RecordBatch]:
        """Yield SCORES of the rows, which are in order of customer."""
        task, model = _task(self.task), Model.from_files(self.model)
        features = features_of(model)

        def score(part: History) -> pa.Table | None:
            asked = task.population(part.upto(self.cutoff), self.cutoff)
            if not len(asked):
                return None
            customer, _, at, columns = feature_columns(
                part, features, [self.cutoff], "customer", threads=THREADS
            )
            # Who is asked about has a past at the cutoff, so each has its one row.
            row = np.searchsorted(customer, asked)
            X = np.column_stack([columns[name][row] for name in model.columns])
            return model.score(part.customers[asked], None, at[row], X, self.name)

        return _each_part(batches, self.items, self.rows, score)


def histories(batches: Batches, items: pa.Table, rows: int = ROWS) -> Iterator[History]:
    """Yield the history that the batches tell, some whole customers at a time.

    Parameters
    ----------
    batches
        Columns of HISTORY, in order of customer, and facts among them: rows that have a
        `FACT_NAME`, a `FACT_VALUE` and ``known_at``. Where they have a `PERSON` they are in
        order of it.
    items
        ITEMS.
    rows
        About how many rows to hold at a time.

    Raises
    ------
    SchemaError
        If a row lacks what every row of HISTORY must have.
    """
    for table in whole_persons(_slices(batches, rows)):
        facts = None
        if FACT_NAME in table.column_names:
            is_fact = pc.is_valid(table[FACT_NAME])
            facts = _facts(table.filter(is_fact))
            table = table.filter(pc.invert(is_fact)).drop_columns([FACT_NAME, FACT_VALUE])
        _check_nulls(table)
        if table.num_rows:
            yield make_history(table, items, facts, _former(table))


def whole_persons(slices: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Yield the rows of the slices, cut anew such that no person or customer is cut in two."""
    for first in slices:
        by = PERSON if PERSON in first.column_names else "customer_id"
        yield from whole_customers(chain([first], slices), by)


def _former(rows: pa.Table) -> pa.Table | None:
    """Return the former customers among rows, and whom they are part of as far as it was told."""
    if "known_until" not in rows.column_names or not len(rows["known_until"].drop_null()):
        return None
    ended = rows.filter(pc.is_valid(rows["known_until"]))
    names = ["customer_id", "ended_at", "becomes"]
    # Nobody has the empty id: to be asked for the answer of such a customer is refused.
    becomes = ended[PERSON] if PERSON in ended.column_names else pa.repeat("", len(ended))
    columns = (ended["customer_id"], ended["known_until"], becomes)
    plain = [pc.cast(one, TEXT) if one.type != TIME else one for one in columns]
    grouped = pa.table(plain, names).group_by(["customer_id", "becomes"])
    found = grouped.aggregate([("ended_at", "max")])
    return found.rename_columns({"ended_at_max": "ended_at"})


def _each_part(
    batches: Batches, items: pa.Table, rows: int, turn: Callable[[History], pa.Table | None]
) -> Iterator[pa.RecordBatch]:
    for part in histories(batches, items, rows):
        made = turn(part)
        if made is not None:
            yield from made.combine_chunks().to_batches(max_chunksize=ROWS_OF_A_BATCH)


def _slices(batches: Batches, rows: int) -> Iterator[pa.Table]:
    """Yield the batches some at a time, the customers as codes."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        held.append(batch)
        if sum(one.num_rows for one in held) >= rows:
            yield _coded(held)
            held = []
    if held:
        yield _coded(held)


def _coded(batches: list[pa.RecordBatch]) -> pa.Table:
    table = pa.Table.from_batches(batches)
    if PERSON in table.column_names:
        place = table.schema.get_field_index(PERSON)
        table = table.set_column(place, PERSON, table[PERSON].dictionary_encode())
    place = table.schema.get_field_index("customer_id")
    if table["customer_id"].null_count:
        raise SchemaError(
            f"history.customer_id is null in {table['customer_id'].null_count} row(s)."
        )
    return table.set_column(place, "customer_id", table["customer_id"].dictionary_encode())


def _check_nulls(rows: pa.Table) -> None:
    for name in HISTORY.required:
        if name in rows.column_names and rows[name].null_count:
            raise SchemaError(f"history.{name} is null in {rows[name].null_count} row(s).")


def _facts(rows: pa.Table) -> pa.Table:
    return pa.table(
        {
            "customer_id": rows["customer_id"].cast(pa.string()),
            "name": rows[FACT_NAME],
            "value": rows[FACT_VALUE],
            "known_at": rows["known_at"],
            **{name: rows[name] for name in ("known_until",) if name in rows.column_names},
        }
    )


def _features(entries: Iterable[Entry]) -> list[Feature]:
    known = kinds(Feature, "patron.features")
    return [build(json.loads(entry), known, "A feature sent to the cluster") for entry in entries]


def _task(entry: Entry) -> Task:
    known: dict[str, type[Any]] = dict(kinds(Task, "patron.tasks"))
    task: Task = build(json.loads(entry), known, "A task sent to the cluster")
    return task
