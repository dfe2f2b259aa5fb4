"""What is known of some customers now: the same kernel as in training, on their rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from patron.arrays import as_numpy
from patron.errors import UnknownCustomer
from patron.features.online import OnlineFeatures
from patron.history import History
from patron.history.read import make_history
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
    """

    customers: Sequence[str]
    X: Array


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
    history = _history_of_one(customers[0]) if len(customers) == 1 else _history_of(customers)
    number, X = features.known(history, as_of)
    names = history.customers[number].tolist()
    blank = sorted({customer.customer_id for customer in customers} - set(names))
    if blank:
        raise UnknownCustomer(f"Nothing is known yet of the customer(s) {', '.join(blank[:10])}.")
    return Known(names, X)


# Reading text into codes takes longer than the features do; a customer who is kept is read once.
_histories: WeakKeyDictionary[LiveCustomer, History] = WeakKeyDictionary()


def _history_of_one(customer: LiveCustomer) -> History:
    history = _histories.get(customer)
    if history is None:
        history = make_history(customer.history, customer.items, customer.facts)
        _histories[customer] = history
    return history


def _history_of(customers: Sequence[LiveCustomer]) -> History:
    # In one piece: each of a thousand pieces would be looked at on its own for each column.
    return make_history(
        pa.concat_tables(customer.history for customer in customers).combine_chunks(),
        _each_once(pa.concat_tables(customer.items for customer in customers).combine_chunks()),
        pa.concat_tables(customer.facts for customer in customers).combine_chunks(),
    )


def _each_once(items: pa.Table) -> pa.Table:
    """Return ITEMS without those that are listed again, as where customers bought the same."""
    codes = items["item"].combine_chunks().dictionary_encode()
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.combine_chunks()
    _, first = np.unique(as_numpy(codes.indices), return_index=True)
    return items.take(pa.array(first))
