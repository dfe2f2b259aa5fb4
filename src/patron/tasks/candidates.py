"""Which items come into question for each customer, before anything is ranked."""

from typing import NamedTuple

import numpy as np

from patron.history import History, micros
from patron.tasks.next_offer import NextOffer


class Candidates(NamedTuple):
    """Customer number and item code of each candidate, grouped by customer."""

    customer: np.ndarray
    item: np.ndarray


def find_candidates(
    past: History, task: NextOffer, customers: np.ndarray, cutoff: int
) -> Candidates:
    """Return each customer's own items and the popular ones, each pair once.

    Parameters
    ----------
    past
        ``history.upto(cutoff)``.
    customers
        Numbers of the customers asked about, rising.
    cutoff
        Microseconds since 1970; popular is what most customers took in the last horizon.
    """
    item = past.code(task.level).astype(np.int64)
    bought = past.is_any("kind", (task.kind,)) & (item >= 0)
    width = np.int64(max(len(past.names[task.level]), 1))
    lately = bought & (past.occurred_at > cutoff - micros(task.horizon))
    popular = _most_frequent(np.unique(past.owner[lately] * width + item[lately]) % width)
    wanted = popular[: task.popular]
    mine = bought & np.isin(past.owner, customers)
    own = _most_often(past.owner[mine] * width + item[mine], width, task.own)
    everyone = (customers[:, None] * width + wanted[None, :]).ravel()
    pairs = np.union1d(own, everyone)
    return Candidates(pairs // width, pairs % width)


def _most_frequent(items: np.ndarray) -> np.ndarray:
    """Return the different items, the most frequent first (the smaller code on a tie)."""
    found, count = np.unique(items, return_counts=True)
    return found[np.lexsort((found, -count))]


def _most_often(pairs: np.ndarray, width: np.int64, most: int) -> np.ndarray:
    """Return at most `most` of each customer's pairs, those with most rows."""
    found, count = np.unique(pairs, return_counts=True)
    owner = found // width
    order = np.lexsort((found, -count, owner))
    starts = np.flatnonzero(np.append(True, np.diff(owner[order]) != 0)) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return found[order[rank < most]]
