"""Rows to learn from: what was known at a cutoff beside what followed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from patron.errors import CutoffError
from patron.features import Feature, feature_columns
from patron.history import History
from patron.tasks import Task, check_over, find_candidates, true_answers
from patron.tasks.next_offer import NextOffer

Array = np.ndarray[Any, Any]


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
        """Return the named columns, shape (n, k)."""
        if not names:
            return np.zeros((len(self), 0))
        return np.column_stack([self.columns[name] for name in names])

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
        """Return the rows of some of the cutoffs."""
        kept = np.isin(self.cutoff, cutoffs)
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
        Whether to ask what followed; at the end of the history nothing has.

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
    columns: dict[str, Array] = {}
    for entity in ("customer", "item", "pair") if task.about_items else ("customer",):
        own = [feature for feature in features if feature.entity == entity]
        if own:
            level = getattr(task, "level", "item")
            columns |= _values(history, level, own, entity, cutoffs, customer, item, at)
    missed = (np.concatenate([part[3] for part in parts]), missed_at)
    return Frame(customer, item, at, columns, label, missed)


def look_up(history: History, features: Sequence[Feature], customers: Array, cutoff: int) -> Array:
    """Return the features of some customers at a cutoff, shape (n, k); of a bare past if none.

    Parameters
    ----------
    features
        Features of customers, in the order of the columns.
    customers
        Numbers of the customers, shape (n,).
    cutoff
        Microseconds since 1970.
    """
    nothing, at = np.full(len(customers), -1), np.full(len(customers), cutoff)
    found = _values(history, "item", features, "customer", [cutoff], customers, nothing, at)
    return np.column_stack([found[feature.name] for feature in features])


def _rows(
    history: History, task: Task, cutoff: int, labelled: bool
) -> tuple[Array, Array, Array, Array]:
    """Return customers, items and labels of one cutoff, and whose items were missed."""
    past = history.upto(cutoff)
    asked = task.population(past, cutoff)
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


def _values(
    history: History,
    level: str,
    features: Sequence[Feature],
    entity: str,
    cutoffs: Sequence[int],
    customer: Array,
    item: Array,
    at: Array,
) -> dict[str, Array]:
    """Return the features of one entity, looked up for each row; unknown past is a bare past."""
    who, what, when, columns = feature_columns(history, features, cutoffs, entity, level)  # type: ignore[arg-type]
    moments = np.unique(np.asarray(cutoffs, np.int64))
    width = np.int64(max(int(what.max(initial=0)), int(item.max(initial=0))) + 2)

    def key(customers: Array, items: Array, times: Array) -> Array:
        owner = customers if entity != "item" else np.full(len(items), -1)
        thing = items if entity != "customer" else np.full(len(owner), -1)
        numbered = (owner + 1) * width + thing + 1
        return np.asarray(numbered * len(moments) + np.searchsorted(moments, times))

    known = key(who, what, when)
    order = np.argsort(known)
    wanted = key(customer, item, at)
    place = np.minimum(np.searchsorted(known[order], wanted), max(len(known) - 1, 0))
    found = known[order][place] == wanted if len(known) else np.zeros(len(wanted), bool)
    row = np.where(found, order[place], -1) if len(known) else np.full(len(wanted), -1)
    bare = _bare_past(features)
    return {
        name: np.append(values, bare[name])[np.where(row >= 0, row, len(values))]
        for name, values in columns.items()
    }


def _bare_past(features: Sequence[Feature]) -> dict[str, float]:
    """Return the value of each feature where there is no past: a count of 0, an unknown mean."""
    from patron.features import Tallied, Tally

    def nothing(one: Tally) -> Array:
        return np.array([np.nan if one.aggregate in ("max", "first", "last") else 0.0])

    bare = {}
    for feature in features:
        tallied = Tallied(
            {one: nothing(one) for one in feature.tallies()},
            np.zeros(1, np.int64),
            lambda _: np.array([None], dtype=object),
        )
        bare[feature.name] = float(feature.finish(tallied)[0])
    return bare


def _numbered(customer: Array, cutoff: Array) -> Array:
    moments, place = np.unique(cutoff, return_inverse=True)
    return np.asarray(customer * np.int64(len(moments)) + place)
