"""What is known of some customers now: the same kernel as in training, on their rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from patron.errors import UnknownCustomer
from patron.features.compute import needed_columns
from patron.features.online import OnlineFeatures
from patron.features.tally import GroupedRows
from patron.history import History
from patron.history.growing import Growing, Told
from patron.history.read import make_history, needed_of
from patron.live import LiveCustomer
from patron.live.merge import Added
from patron.tasks.lifetime_value import LifetimeValue

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
    parts, rows
        What the features were computed from: of each customer, and of all together.
    """

    customers: Sequence[str]
    X: Array
    parts: Sequence["Prepared"] = ()
    rows: GroupedRows | None = None

    def brought(self, task: LifetimeValue, as_of: int) -> Array:
        """Return the money that each customer brought so far by a task's rule, shape (n,).

        Parameters
        ----------
        as_of
            Until when, in microseconds since 1970.
        """
        assert self.rows is not None
        rows = self.rows.rows
        counts = (rows.times <= as_of) & (rows.known <= as_of)
        worth = np.concatenate([part.worth(task) for part in self.parts])
        owner = np.repeat(np.arange(len(self.customers)), np.diff(rows.offsets))
        return np.bincount(owner[counts], worth[counts], len(self.customers))


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
    # In the order of histories.
    ordered = sorted(customers, key=lambda customer: customer.customer_id)
    parts = [_prepared(customer, features) for customer in ordered]
    rows = features.join([part.rows for part in parts])
    number, X = features.known(rows, as_of)
    names = rows.history.customers[number].tolist()
    blank = sorted({customer.customer_id for customer in customers} - set(names))
    if blank:
        raise UnknownCustomer(f"Nothing is known yet of the customer(s) {', '.join(blank[:10])}.")
    return Known(names, X, parts, rows)


# What customers brought is counted from these.
MONEY = ("kind", "amount", "item")


@dataclass
class Prepared:
    """The rows of a customer as features and money are counted from them.

    Parameters
    ----------
    features
        Which features.
    rows
        What they read.
    """

    features: OnlineFeatures
    rows: GroupedRows
    _worth: tuple[LifetimeValue, Array] | None = None
    _growing: Growing | None = None

    def worth(self, task: LifetimeValue) -> Array:
        """Return what each row brought by a task's rule, worked out once."""
        if self._worth is None or self._worth[0] is not task:
            self._worth = task, task.worth(self.rows.history)
        return self._worth[1]

    def growing(self, rows: pa.Table) -> Growing:
        """Return the history of the customer, who has these rows, as one that can grow."""
        if self._growing is None:
            self._growing = Growing.of(self.rows.history, rows)
        return self._growing


# Reading text into codes takes longer than the features do; a customer who is kept is read once.
_kept: WeakKeyDictionary[LiveCustomer, Prepared] = WeakKeyDictionary()


def _prepared(customer: LiveCustomer, features: OnlineFeatures) -> Prepared:
    kept = _kept.get(customer)
    if kept is None or kept.features is not features:
        history = _grown(customer, features) if isinstance(customer, Added) else None
        if history is None:
            rows = customer.history.select(_columns(features))
            history = make_history(rows, customer.items, customer.facts)
        kept = _kept[customer] = Prepared(features, features.prepare(history))
    return kept


def _grown(customer: Added, features: OnlineFeatures) -> History | None:
    """Return what was published with what came since; None if that takes the place of something."""
    growing = _prepared(customer.base, features).growing(customer.base.history)
    if growing.may_have(customer.rows):
        return None
    told = [Told(row["name"], row["value"], row["known_at"]) for row in customer.told]
    return growing.grown(customer.customer_id, customer.rows, customer.listed, told)


@lru_cache(maxsize=8)
def _columns(features: OnlineFeatures) -> list[str]:
    needed = needed_of({*needed_columns(features.features), *MONEY})
    return ["customer_id", "occurred_at", "known_at", *needed]
