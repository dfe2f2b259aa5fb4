"""What is known of some customers now: the same kernel as in training, on their rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import UnknownCustomer
from patron.features.compute import needed_columns
from patron.features.online import OnlineFeatures
from patron.features.tally import GroupedRows
from patron.history import History
from patron.history.read import make_history, needed_of
from patron.live import LiveCustomer

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Known:
    """The features of some customers.

    Parameters
    ----------
    customers
        customer_id of each row.
    X
        Shape (n, k), in the order of the features asked for.
    past, number
        What the features were computed from, and the number there of each row's customer.
    """

    customers: Sequence[str]
    X: Array
    past: History | None = None
    number: Array | None = None


def compute_known(customers: Sequence[LiveCustomer], features: OnlineFeatures, as_of: int) -> Known:
    """Return the features of customers, all in one pass.

    Parameters
    ----------
    customers
        One or more, each once.
    features
        Features of customers, prepared once for all calls.
    as_of
        Cutoff in microseconds since 1970.

    Raises
    ------
    UnknownCustomer
        If nothing of a customer had happened and was known by then.
    """
    if len(customers) == 1:
        prepared = _prepared(customers[0], features)
        history = prepared.history
        number, X = features.known(prepared, as_of)
    else:
        history = _history_of(customers, features)
        number, X = features.known(history, as_of)
    names = history.customers[number].tolist()
    blank = sorted({customer.customer_id for customer in customers} - set(names))
    if blank:
        raise UnknownCustomer(f"Nothing is known yet of the customer(s) {', '.join(blank[:10])}.")
    return Known(names, X, history, number)


# What customers brought is counted from these.
MONEY = ("kind", "amount", "item")

# Reading text into codes takes longer than the features do; a customer who is kept is read once.
_kept: WeakKeyDictionary[LiveCustomer, tuple[OnlineFeatures, GroupedRows]] = WeakKeyDictionary()


def _prepared(customer: LiveCustomer, features: OnlineFeatures) -> GroupedRows:
    of, prepared = _kept.get(customer, (None, None))
    if prepared is None or of is not features:
        history = make_history(customer.history, customer.items, customer.facts)
        prepared = features.prepare(history)
        _kept[customer] = features, prepared
    return prepared


def _history_of(customers: Sequence[LiveCustomer], features: OnlineFeatures) -> History:
    """Return the rows of many customers, with no more columns than the features look at."""
    # In the order of histories nothing needs to be sorted.
    ordered = sorted(customers, key=lambda customer: customer.customer_id)
    needed = _columns(features)
    # One piece a column, not one a customer.
    rows = pa.concat_tables(customer.history for customer in ordered).select(needed)
    items = pa.concat_tables(customer.items for customer in ordered).combine_chunks()
    facts = pa.concat_tables(customer.facts for customer in ordered).combine_chunks()
    if "item" in needed:
        # Where customers bought the same item it is listed more than once; the first one counts.
        names = items["item"].combine_chunks()
        items = items.take(pc.index_in(pc.unique(names), value_set=names))
    return make_history(rows.combine_chunks(), items, facts)


@lru_cache(maxsize=8)
def _columns(features: OnlineFeatures) -> list[str]:
    needed = needed_of({*needed_columns(features.features), *MONEY})
    return ["customer_id", "occurred_at", "known_at", *needed]
