"""What each customer has brought, will bring, and when they will be back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from patron.history import MICROSECONDS_A_DAY, History, micros
from patron.models import Model
from patron.report.concentration import HIGH_VALUE_SHARE, fewest_bringing
from patron.schema import OUTLOOK, TEXT, TIME
from patron.tasks import Task
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.training import Frame

Array = np.ndarray[Any, Any]


class Said(NamedTuple):
    """What a model said of the rows of a frame; `score` has shape (n,)."""

    task: Task
    model: Model
    frame: Frame
    score: Array


def make_outlook(history: History, said: Sequence[Said], moment: int) -> pa.Table:
    """Return the OUTLOOK of everybody of whom a model of churn or of value said something.

    Where several tasks are of one kind, the first tells the money or the next purchase.

    Parameters
    ----------
    moment
        When it was said, in microseconds since 1970; only what was known then counts.
    """
    columns: dict[str, Array] = {}
    for one in said:
        found = {}
        if isinstance(one.task, LifetimeValue):
            found = _worth(history.upto(moment), one.task, one)
        elif isinstance(one.task, Churn) and one.model.timing is not None:
            found = _next_event(one.task, one, moment)
        for name, values in found.items():
            columns.setdefault(name, _spread(values, one.frame, len(history.customers)))
    asked = [one.frame.customer for one in said if not one.task.about_items]
    who = np.unique(np.concatenate(asked)) if asked else np.zeros(0, np.int64)
    nothing = np.full(len(history.customers), np.nan)
    told = {name: pa.array(values[who], from_pandas=True) for name, values in columns.items()}
    unknown = {name: pa.array(nothing[who], from_pandas=True) for name in OUTLOOK.columns}
    table = {**unknown, **told}
    table["customer_id"] = pa.array(history.customers[who], TEXT)
    table["cutoff"] = pa.array(np.full(len(who), moment)).cast(TIME)
    table["high_value"] = table["high_value"].cast(pa.bool_())
    table["next_purchase_at"] = table["next_purchase_at"].cast(pa.int64()).cast(TIME)
    return OUTLOOK.check(pa.table(table))


def _worth(past: History, task: LifetimeValue, said: Said) -> dict[str, Array]:
    """Return the margin so far, the one expected, both, and who brings most of what is."""
    historic = task.answer(past, said.frame.customer).label
    return {
        "historic": historic,
        "predicted": said.score,
        "total": historic + said.score,
        "high_value": fewest_bringing(said.score, HIGH_VALUE_SHARE).astype(np.float64),
    }


def _next_event(task: Churn, said: Said, moment: int) -> dict[str, Array]:
    """Return the risk within each shorter horizon and, of who buys, when they will be back."""
    timing = said.model.timing
    assert timing is not None
    event = timing.event(said.score, said.frame.matrix(said.model.columns))
    found = {f"{task.name}_{days:g}d": p for days, p in timing.leaves(event).items()}
    if timing.is_leaving:
        return found
    begin = moment + micros(task.lead)
    median = begin + timing.median_days(event) * MICROSECONDS_A_DAY
    return {
        **found,
        "days_to_purchase": task.lead.total_seconds() / 86_400 + timing.mean_days(event),
        "next_purchase_at": np.floor(median),
    }


def _spread(values: Array, frame: Frame, customers: int) -> Array:
    found = np.full(customers, np.nan)
    found[frame.customer] = values
    return found
