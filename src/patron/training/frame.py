"""Rows to learn from: what was known at a cutoff beside what followed it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple
from weakref import ref

import numpy as np

from patron.arrays import different
from patron.errors import CutoffError
from patron.features import Feature
from patron.features.proposed import Proposed
from patron.history import History
from patron.tasks import Task, check_over, find_candidates, true_answers
from patron.tasks.next_offer import NextOffer
from patron.training.columns import matrix_of, rows_of
from patron.training.lookup import Wanted, look_up

Array = np.ndarray[Any, Any]

# So many customers of a cutoff are enough to learn and to judge how items are ranked for them;
# how popular an item is still comes from all.
RANKED = 10_000


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
    untried, missed_untried
        Whether the customer had never taken the item before, of each row and of each missed item.
        Empty where the task is not about items.
    catalogue
        How many items anybody had taken by the last cutoff.
    """

    customer: Array
    item: Array
    cutoff: Array
    columns: Mapping[str, Array]
    label: Array
    missed: tuple[Array, Array]
    untried: Array = field(default_factory=lambda: np.zeros(0, bool))
    missed_untried: Array = field(default_factory=lambda: np.zeros(0, bool))
    catalogue: int = 0
    _matrices: dict[tuple[str, ...], "ref[Array]"] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.customer)

    def matrix(self, names: Sequence[str]) -> Array:
        """Return the named columns, shape (n, k), column after column in memory.

        Whoever asks gets the same array while it is held by anybody; it must not be written to.
        """
        made = self._matrices.get(tuple(names), _nothing)()
        if made is None:
            made = matrix_of(self.columns, names, len(self))
            self._matrices[tuple(names)] = ref(made)
        return made

    def sample(self, rows: int, seed: int) -> "Frame":
        """Return about so many rows: those of customers drawn at random, each with all rows."""
        if len(self) <= rows:
            return self
        owners = different(self.customer)
        share = rows / len(self)
        drawn = owners[np.random.default_rng(seed).random(len(owners)) < share]
        kept = np.isin(self.customer, drawn)
        return replace(
            self,
            customer=self.customer[kept],
            item=self.item[kept],
            cutoff=self.cutoff[kept],
            columns=rows_of(self.columns, kept),
            label=self.label[kept],
            untried=self.untried[kept] if len(self.untried) else self.untried,
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
            columns=rows_of(self.columns, kept),
            label=self.label[kept],
            missed=(self.missed[0][missed], self.missed[1][missed]),
            untried=self.untried[kept] if len(self.untried) else self.untried,
            missed_untried=self.missed_untried[missed] if len(self.untried) else self.untried,
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
        at most 10,000 customers a cutoff are drawn to learn from.

    Raises
    ------
    CutoffError
        If there is no customer to ask about, or what followed a cutoff is not over yet.
    """
    proposed = [feature for feature in features if isinstance(feature, Proposed)]
    asked = [feature.by for feature in proposed]
    if labelled:
        for cutoff in cutoffs:
            check_over(history, task, cutoff)
    # Of many kinds of rows a task looks at few.
    told = history.of_kinds(task.kinds)
    parts = [_rows(told, task, cutoff, labelled, asked) for cutoff in cutoffs]
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("customer", "item", "label", "missed", "untried", "missed_untried")
    }
    customer, item, label = joined["customer"], joined["item"], joined["label"]
    at = np.repeat(np.asarray(cutoffs, np.int64), [len(part.customer) for part in parts])
    if not len(customer):
        raise CutoffError(
            f"{task.name}: no customer had a {task.kind!r} interaction in time to be asked about; "
            "look at `active_within` and `kind` in tasks.yaml and at `patron doctor`."
        )
    missed_at = np.repeat(np.asarray(cutoffs, np.int64), [len(part.missed) for part in parts])
    wanted = Wanted(customer, item, at, getattr(task, "level", "item"))
    # Trees cut values into bins, so single precision is enough to learn from and takes half the
    # room; what is answered is computed as the service does it.
    dtype = np.float32 if labelled else np.float64
    counted = [feature for feature in features if not isinstance(feature, Proposed)]
    columns = look_up(history, counted, wanted, dtype)
    if task.about_items:
        said = {
            feature.name: np.concatenate([part.scores[feature.by] for part in parts]).astype(dtype)
            for feature in proposed
        }
        columns = columns.with_own(said)
    return Frame(
        customer,
        item,
        at,
        columns,
        label,
        (joined["missed"], missed_at),
        joined["untried"],
        joined["missed_untried"],
        parts[-1].catalogue,
    )


class _Rows(NamedTuple):
    """Rows of one cutoff, whose items were missed, and what generators say of the rows."""

    customer: Array
    item: Array
    label: Array
    missed: Array
    untried: Array
    missed_untried: Array
    scores: Mapping[str, Array]
    catalogue: int


def _rows(
    history: History, task: Task, cutoff: int, labelled: bool, scored_by: Sequence[str]
) -> _Rows:
    """Return the rows of one cutoff, from a history of the kinds that the task looks at."""
    past = history.upto(cutoff)
    asked = task.population(past, cutoff)
    if not isinstance(task, NextOffer):
        item, label = np.full(len(asked), -1), np.full(len(asked), np.nan)
        if labelled:
            # Whom the question no longer concerns has no answer.
            asked, item, label = true_answers(history, task, asked, cutoff)
        none, no = np.zeros(0, np.int64), np.zeros(0, bool)
        return _Rows(asked, item, label, none, no, no, {}, 0)
    asked = _drawn(asked, cutoff) if labelled else asked
    customer, item, scores = find_candidates(past, task, asked, cutoff, scored_by)
    label, missed = np.full(len(customer), np.nan), (np.zeros(0, np.int64), np.zeros(0, np.int64))
    if labelled:
        true = true_answers(history, task, asked, cutoff)
        width = max(int(item.max(initial=0)), int(true.item.max(initial=0))) + 1
        shown, taken = customer * width + item, true.customer * width + true.item
        label = _are_among(shown, different(taken)).astype(np.float64)
        hidden = ~_are_among(taken, different(shown))
        missed = true.customer[hidden], true.item[hidden]
    before, catalogue = _taken_before(past, task, asked)
    untried = ~before(customer, item)
    return _Rows(customer, item, label, missed[0], untried, ~before(*missed), scores, catalogue)


def _taken_before(
    past: History, task: NextOffer, asked: Array
) -> tuple[Callable[[Array, Array], Array], int]:
    """Return what tells whether those asked about had taken items, and how many anybody had."""
    item = past.code(task.level).astype(np.int64)
    bought = past.is_any("kind", (task.kind,)) & (item >= 0)
    width = np.int64(max(len(past.names[task.level]), 1))
    catalogue = int(np.count_nonzero(np.bincount(item[bought])))
    mine = np.zeros(len(past.customers), bool)
    mine[asked] = True
    bought &= mine[past.owner]
    pairs = different(past.owner[bought] * width + item[bought])

    def before(customer: Array, item: Array) -> Array:
        return _are_among(customer * width + item, pairs)

    return before, catalogue


def _are_among(values: Array, known: Array) -> Array:
    """Return whether each value is one of those known, which are rising."""
    if not len(known):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[place] == values)


def _drawn(customers: Array, cutoff: int) -> Array:
    """Return some of the customers, drawn at random; each has as many rows as candidates."""
    if len(customers) <= RANKED:
        return customers
    random = np.random.default_rng(cutoff % 2**32)
    return np.sort(random.choice(customers, RANKED, replace=False))


def _nothing() -> None:
    """Stand for an array that is gone."""


def _as_slice(kept: Array) -> Any:
    """Return the slice that a mask of neighbours is, or the mask."""
    places = np.flatnonzero(kept[1:] != kept[:-1]) + 1
    edges = [0, *places.tolist(), len(kept)]
    runs = [slice(a, z) for a, z in pairwise(edges) if z > a and kept[a]]
    return runs[0] if len(runs) == 1 else kept


def _numbered(customer: Array, cutoff: Array) -> Array:
    moments, place = np.unique(cutoff, return_inverse=True)
    return np.asarray(customer * np.int64(len(moments)) + place)
