"""What customers took before a cutoff, counted in the ways that generators look at it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from patron.arrays import different
from patron.history import MICROSECONDS_A_DAY, History, micros
from patron.tasks.next_offer import NextOffer

Array = np.ndarray[Any, Any]

# In horizons: how far "lately" reaches back, and after how long a day counts half.
LATELY = 3
HALF_LIFE = 3
# The level above each, by which items are alike.
NO_MORE = np.zeros(0, np.int64)
ABOVE = {"item": "category", "subcategory": "category", "category": "department"}


@dataclass(frozen=True)
class Taken:
    """Which customer took which item on which day, each day once, nothing after the cutoff.

    Customers and items stand by their places in `who` and `what`, so that one who came later, or
    an item that nobody had taken yet, leaves no trace.

    Parameters
    ----------
    who, what
        Numbers of the customers and codes of the items, rising.
    customer, item, ago
        Of each day on which a customer took an item: place of the customer and of the item, and
        how many whole days before the cutoff.
    horizon
        The task's horizon in days.
    shelf
        Place of the group above each item, shape (items,); -1 where unknown.
    """

    who: Array
    what: Array
    customer: Array
    item: Array
    ago: Array
    horizon: float
    shelf: Array

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.who)

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.what)

    @property
    def age(self) -> Array:
        """How many horizons before the cutoff each day was."""
        return self.ago / self.horizon

    def counted(self, of: Callable[[Array], Array]) -> Any:
        """Return a sparse matrix (customers, items): the sum of ``of(age)`` over the days."""
        from scipy.sparse import csr_matrix

        values = np.asarray(of(self.age), np.float32)
        kept = values != 0
        places = (self.customer[kept], self.item[kept])
        return csr_matrix((values[kept], places), shape=(self.customers, self.items))

    def visits(self, of: Callable[[Array], Array]) -> Array:
        """Return the sum of ``of(age)`` over the days on which each customer took anything."""
        customer, ago = self._visits
        return np.bincount(customer, of(ago / self.horizon), minlength=self.customers)

    @cached_property
    def _visits(self) -> tuple[Array, Array]:
        """Return customer and days ago of each day on which a customer took anything."""
        days = int(self.ago.max(initial=0)) + 1
        visit = different(self.customer * days + self.ago)
        return visit // days, visit % days

    @cached_property
    def ever(self) -> Any:
        """Days on which each customer took each item, sparse."""
        return self.counted(np.ones_like)

    @cached_property
    def recent(self) -> Any:
        """The same of the last horizon."""
        return self.counted(within(1))

    @cached_property
    def lately(self) -> Any:
        """The same of the last `LATELY` horizons."""
        return self.counted(within(LATELY))

    @cached_property
    def before(self) -> Any:
        """The same of all but the last horizon."""
        return self.counted(lambda age: age >= 1)

    @cached_property
    def faded(self) -> Any:
        """The same, where a day counts half after `HALF_LIFE` horizons."""
        return self.counted(fade)

    @cached_property
    def takers(self) -> Array:
        """Customers who took each item in the last horizon, shape (items,)."""
        return np.asarray(self.recent.getnnz(axis=0), np.float64)

    @cached_property
    def takers_ever(self) -> Array:
        """Customers who ever took each item, shape (items,)."""
        return np.asarray(self.ever.getnnz(axis=0), np.float64)


def within(horizons: float) -> Callable[[Array], Array]:
    """Return a function that counts the days less than so many horizons ago."""
    return lambda age: age < horizons


def fade(age: Array) -> Array:
    """Return the weight of a day by its age in horizons."""
    return np.asarray(0.5 ** (age / HALF_LIFE))


def drawn(customers: int, most: int) -> Array:
    """Return the places of at most so many customers, rising; the same ones in each run."""
    if customers <= most:
        return np.arange(customers)
    return np.sort(np.random.default_rng(0).choice(customers, most, replace=False))


def look_back(past: History, task: NextOffer, cutoff: int, asked: Array) -> Taken:
    """Return what had been taken at a cutoff.

    Parameters
    ----------
    past
        ``history.upto(cutoff)``.
    cutoff
        Microseconds since 1970.
    asked
        Numbers of the customers asked about, who need not have taken anything yet.
    """
    code = past.code(task.level).astype(np.int64)
    rows = past.is_any("kind", (task.kind,)) & (code >= 0)
    who, customer = _present(past.owner[rows], asked)
    what, item = _present(code[rows])
    ago = (cutoff - past.occurred_at[rows]) // MICROSECONDS_A_DAY
    days = int(ago.max(initial=0)) + 1
    width = max(len(what), 1)
    told = different((customer * width + item) * days + ago)
    pair, ago = told // days, told % days
    shelf = np.full(len(what), -1, np.int64)
    if task.level in ABOVE:
        above = past.code(ABOVE[task.level])[rows]
        known = different(above[above >= 0])
        shelf[item] = np.where(above >= 0, np.searchsorted(known, above), -1)
    horizon = micros(task.horizon) / MICROSECONDS_A_DAY
    return Taken(who, what, pair // width, pair % width, ago, horizon, shelf)


def _present(codes: Array, more: Array = NO_MORE) -> tuple[Array, Array]:
    """Return the different codes and more of them, rising, and the place of each of the former.

    They are counted, not sorted.
    """
    there = np.zeros(max(int(codes.max(initial=-1)), int(more.max(initial=-1))) + 1, bool)
    there[codes] = there[more] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[codes]
