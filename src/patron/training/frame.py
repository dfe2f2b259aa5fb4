"""Rows to learn from: what was known at a cutoff beside what followed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from patron.errors import CutoffError
from patron.features import Feature
from patron.history import History
from patron.tasks import Task, check_over, find_candidates, true_answers
from patron.tasks.next_offer import NextOffer
from patron.training.lookup import Wanted, look_up

Array = np.ndarray[Any, Any]

# So many customers of a cutoff are enough to learn and to judge how items are ranked for them;
# how popular an item is still comes from all.
RANKED = 20_000


@dataclass(frozen=True)
class Frame:
    """Features of the customers (or of customers and candidate items) of a task.

    Parameters
    ----------
    customer, item, cutoff
        Numbers of the customer, the item (-1 where the task is not about items), and
        microseconds; shape (n,). Rows of one customer and cutoff are adjacent.
    columns
        Values by feature, shape (n,) each.
    label
        True answer, shape (n,); NaN where it was not asked for.
    missed
        Customer and cutoff of each item that was taken without being a candidate: no ranking
        of the candidates can find it, and the metrics count it as missed.
    """

    customer: Array
    item: Array
    cutoff: Array
    columns: Mapping[str, Array]
    label: Array
    missed: tuple[Array, Array]

    def __len__(self) -> int:
        return len(self.customer)

    def matrix(self, names: Sequence[str]) -> Array:
        """Return the named columns, shape (n, k), column after column in memory."""
        dtype = np.result_type(*(self.columns[name] for name in names)) if names else np.float64
        found = np.empty((len(names), len(self)), dtype)
        for place, name in enumerate(names):
            found[place] = self.columns[name]
        return found.T

    def sample(self, rows: int, seed: int) -> "Frame":
        """Return about so many rows: those of customers drawn at random, each with all rows."""
        if len(self) <= rows:
            return self
        owners = np.unique(self.customer)
        share = rows / len(self)
        drawn = owners[np.random.default_rng(seed).random(len(owners)) < share]
        kept = np.isin(self.customer, drawn)
        return replace(
            self,
            customer=self.customer[kept],
            item=self.item[kept],
            cutoff=self.cutoff[kept],
            columns={name: values[kept] for name, values in self.columns.items()},
            label=self.label[kept],
        )

    def at(self, cutoffs: Sequence[int]) -> "Frame":
        """Return the rows of some of the cutoffs; they share memory where they are neighbours."""
        kept = _as_slice(np.isin(self.cutoff, cutoffs))
        missed = np.isin(self.missed[1], cutoffs)
        return replace(
            self,
            customer=self.customer[kept],
            item=self.item[kept],
            cutoff=self.cutoff[kept],
            columns={name: values[kept] for name, values in self.columns.items()},
            label=self.label[kept],
            missed=(self.missed[0][missed], self.missed[1][missed]),
        )

    @property
    def groups(self) -> Array:
        """Number of each row's customer and cutoff, shape (n,)."""
        return _numbered(self.customer, self.cutoff)


def make_frame(
    history: History,
    task: Task,
    features: Sequence[Feature],
    cutoffs: Sequence[int],
    labelled: bool = True,
) -> Frame:
    """Return the rows of a task at some cutoffs.

    Parameters
    ----------
    history
        All interactions.
    features
        Features of customers, and for a task about items also of items and pairs.
    cutoffs
        Microseconds since 1970, rising.
    labelled
        Whether to ask what followed; at the end of the history nothing has. Of a task about items
        at most 20,000 customers a cutoff are drawn to learn from.

    Raises
    ------
    CutoffError
        If there is no customer to ask about, or what followed a cutoff is not over yet.
    """
    parts = [_rows(history, task, cutoff, labelled) for cutoff in cutoffs]
    customer, item, label = (np.concatenate([part[n] for part in parts]) for n in range(3))
    at = np.repeat(np.asarray(cutoffs, np.int64), [len(part[0]) for part in parts])
    if not len(customer):
        raise CutoffError(
            f"{task.name}: no customer had a {task.kind!r} interaction in time to be asked about; "
            "look at `active_within` and `kind` in tasks.yaml and at `patron doctor`."
        )
    missed_at = np.repeat(np.asarray(cutoffs, np.int64), [len(part[3]) for part in parts])
    wanted = Wanted(customer, item, at, getattr(task, "level", "item"))
    # Trees cut values into bins, so single precision is enough to learn from and takes half the
    # room; what is answered is computed as the service does it.
    columns = look_up(history, features, wanted, np.float32 if labelled else np.float64)
    missed = (np.concatenate([part[3] for part in parts]), missed_at)
    return Frame(customer, item, at, columns, label, missed)


def _rows(
    history: History, task: Task, cutoff: int, labelled: bool
) -> tuple[Array, Array, Array, Array]:
    """Return customers, items and labels of one cutoff, and whose items were missed."""
    past = history.upto(cutoff)
    asked = task.population(past, cutoff)
    if task.about_items and labelled:
        asked = _drawn(asked, cutoff)
    nobody = np.zeros(0, np.int64)
    if isinstance(task, NextOffer):
        customer, item = find_candidates(past, task, asked, cutoff)
    else:
        customer, item = asked, np.full(len(asked), -1)
    if not labelled:
        return customer, item, np.full(len(customer), np.nan), nobody
    check_over(history, task, cutoff)
    true = true_answers(history, task, asked, cutoff)
    if not task.about_items:
        # Whom the question no longer concerns has no answer.
        return true.customer, true.item, true.label, nobody
    width = max(int(item.max(initial=0)), int(true.item.max(initial=0))) + 1
    shown, taken = customer * width + item, true.customer * width + true.item
    missed = true.customer[~np.isin(taken, shown)]
    return customer, item, np.isin(shown, taken).astype(np.float64), missed


def _drawn(customers: Array, cutoff: int) -> Array:
    """Return some of the customers, drawn at random; each has as many rows as candidates."""
    if len(customers) <= RANKED:
        return customers
    random = np.random.default_rng(cutoff % 2**32)
    return np.sort(random.choice(customers, RANKED, replace=False))


def _as_slice(kept: Array) -> Any:
    """Return the slice that a mask of neighbours is, or the mask."""
    places = np.flatnonzero(kept[1:] != kept[:-1]) + 1
    edges = [0, *places.tolist(), len(kept)]
    runs = [slice(a, z) for a, z in pairwise(edges) if z > a and kept[a]]
    return runs[0] if len(runs) == 1 else kept


def _numbered(customer: Array, cutoff: Array) -> Array:
    moments, place = np.unique(cutoff, return_inverse=True)
    return np.asarray(customer * np.int64(len(moments)) + place)
