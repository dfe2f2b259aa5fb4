"""Further facts about a household and an item, which were tried as features of the ranking.

They are made of what had been taken at a cutoff, and none names anything of one shop.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.models.tifu_knn import Settings, answer, in_order, neighbourhood, vectors
from patron.tasks.generators import Taken

Array = np.ndarray[Any, Any]
DAYS_TO_HALF, VISITS, WEEKS = (7, 14, 28, 60, 120), (1, 2, 3, 5, 10, 20), (1, 2, 4, 8, 12)
# Shares of visits and days of pause, between which pairs are told apart.
SHARES, PAUSES = (0.02, 0.05, 0.1, 0.2, 0.35), (7, 14, 28, 56, 112)
# As if so many more pairs of an item did as those of all items do.
POOLED = 10
# How much nearer neighbours count more, and how many visits make the habit that UP-CF looks at.
LOCALITY, LAST_VISITS = 5, 20
TIFU = Settings(100, 0.9, 0.7, 0.5, 7)


def more(taken: Taken, customer: Array, item: Array) -> Mapping[str, Array]:
    """Return facts of pairs by name, shape (n,) each.

    Parameters
    ----------
    customer, item
        Places of the customers and the items in `taken`, shape (n,) each.
    """
    found: dict[str, Array] = {}
    visits = visits_since(taken)
    share = {f"half in {days} days": _share(taken, days) for days in DAYS_TO_HALF}
    last = {f"last {many} visits": _dense(taken, visits < many) for many in VISITS}
    for name, matrix in {**share, **last, "hazard": hazard(taken), **_similar(taken)}.items():
        found[name] = matrix[customer, item].astype(np.float32)
    # The share of the past horizons in which it was taken is the label's own past mean.
    horizon = (taken.age).astype(np.int64)
    for back in range(4):
        found[f"horizon {back}"] = (_dense(taken, horizon == back) > 0)[customer, item]
    for weeks in WEEKS:
        takers = (_dense(taken, taken.ago < 7 * weeks) > 0).sum(axis=0)
        found[f"takers in {weeks} weeks"] = takers[item]
    return found


def visits_since(taken: Taken) -> Array:
    """Return how many visits the customer has paid since each day on which an item was taken."""
    width = int(taken.ago.max(initial=0)) + 1
    visit, row = np.unique(taken.customer * width + taken.ago, return_inverse=True)
    owner = visit // width
    return np.asarray((np.arange(len(visit)) - np.searchsorted(owner, owner))[row])


def hazard(taken: Taken) -> Array:
    """Return how often an item is taken again within a horizon, shape (customers, items).

    It is the rate, a horizon ago, of those pairs whose share of visits and pause were alike, times
    how far the item's own takers were off from it; 0 where the item was never taken.
    """
    before = taken.age >= 1
    kind, ever = _kinds(taken, before, taken.horizon)
    again = _dense(taken, ~before) > 0
    rate = np.bincount(kind[ever], again[ever]) / np.maximum(np.bincount(kind[ever]), 1)
    expected = np.where(ever, rate[np.where(ever, kind, 0)], 0.0).sum(axis=0)
    off = ((again & ever).sum(axis=0) + POOLED) / (expected + POOLED)
    kind, ever = _kinds(taken, np.ones_like(before), 0.0)
    rate = np.pad(rate, (0, len(SHARES) * 10))
    return np.asarray(np.where(ever, rate[kind], 0.0) * off)


def _kinds(taken: Taken, rows: Array, earlier: float) -> tuple[Array, Array]:
    """Return the kind of each pair by share of visits and pause, and whether it was taken."""
    days = _dense(taken, rows)
    visits = taken.visits(lambda age: (age * taken.horizon >= earlier) * 1.0)
    pause = np.full(days.shape, np.inf)
    np.minimum.at(pause, (taken.customer[rows], taken.item[rows]), taken.ago[rows] - earlier)
    share = np.digitize(days / np.maximum(visits, 1)[:, None], SHARES)
    return share * (len(PAUSES) + 1) + np.digitize(pause, PAUSES), days > 0


def _share(taken: Taken, days_to_half: int) -> Array:
    def fade(age: Array) -> Array:
        return np.asarray(0.5 ** (age * taken.horizon / days_to_half))

    return np.asarray(taken.counted(fade).toarray() / (0.5 + taken.visits(fade))[:, None])


def _dense(taken: Taken, rows: Array) -> Array:
    """Return how many of some of the days each pair has, shape (customers, items)."""
    place = taken.customer[rows] * taken.items + taken.item[rows]
    many = np.bincount(place, minlength=taken.customers * taken.items)
    return many.reshape(taken.customers, taken.items)


def _similar(taken: Taken) -> Mapping[str, Array]:
    """Return what TIFU-KNN says and is made of, and what UP-CF says."""
    baskets = in_order(taken.customer, -taken.ago, taken.item)
    own = vectors(baskets, (taken.customers, taken.items), TIFU)
    everybody = np.arange(taken.customers)
    near = neighbourhood(own, everybody, min(TIFU.neighbours, taken.customers - 1))
    told = answer(own, near, everybody, TIFU.alpha)
    return {"TIFU-KNN": told, "own vector": own, "neighbours": near, "UP-CF": up_cf(taken)}


def up_cf(taken: Taken) -> Array:
    """Return how often those alike took each item lately, shape (customers, items).

    References
    ----------
    Faggioli, Polato, Aiolli (2020), "Recency Aware Collaborative Filtering for Next Basket
    Recommendation", UMAP.
    """
    lately = _dense(taken, visits_since(taken) < LAST_VISITS).astype(np.float32) / LAST_VISITS
    length = np.maximum(np.linalg.norm(lately, axis=1, keepdims=True), 1e-9)
    alike = ((lately / length) @ (lately / length).T) ** LOCALITY
    return np.asarray(alike @ lately / np.maximum(alike.sum(axis=1, keepdims=True), 1e-9))
