"""TIFU-KNN, written from the equations of its paper: frequencies that fade, and similar people.

Hu, He, Gao, Zhang (2020), "Modeling Personalized Item Frequency Information for Next-basket
Recommendation", SIGIR. A customer's baskets, oldest first, fall into groups of `size`. Within a
group of m baskets the i-th weighs ``within ** (m - i)``, and among g groups the j-th weighs
``across ** (g - j)``; both times the mean is taken. The answer is ``alpha`` times the own vector
plus ``1 - alpha`` times the mean vector of the `neighbours` nearest customers (Euclidean).
"""

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Settings(NamedTuple):
    """The published kind of parameters."""

    neighbours: int = 300
    within: float = 0.9
    across: float = 0.7
    alpha: float = 0.7
    size: int = 7


# What the validation window chooses from.
SETTINGS = tuple(
    Settings(neighbours, within, across, alpha, size)
    for within, across, size in ((0.9, 0.7, 3), (0.9, 0.7, 7), (0.9, 0.9, 7), (1.0, 0.9, 7))
    for neighbours in (100, 300)
    for alpha in (0.2, 0.5, 0.7, 0.9)
)


class Baskets(NamedTuple):
    """Lines of baskets, each once, in order of customer and time: shape (n,) each."""

    customer: Array
    at: Array
    item: Array


def in_order(customer: Array, at: Array, item: Array) -> Baskets:
    """Return the lines in order of customer and time."""
    order = np.lexsort((item, at, customer))
    return Baskets(customer[order], at[order], item[order])


def vectors(baskets: Baskets, shape: tuple[int, int], settings: Settings) -> Array:
    """Return the vector of each customer, shape (customers, items)."""
    from scipy.sparse import csr_matrix

    customer, at, item = baskets
    first = np.r_[True, (np.diff(customer) != 0) | (np.diff(at) != 0)]
    basket = np.cumsum(first) - 1
    owner = customer[first]
    many = np.bincount(owner, minlength=shape[0])
    place = np.arange(len(owner)) - (np.cumsum(many) - many)[owner]
    # The first group is the one that is not full, so that the newest groups are.
    groups = -(-many // settings.size)
    missing = (groups * settings.size - many)[owner]
    group, step = np.divmod(place + missing, settings.size)
    full = np.where(group == 0, settings.size - missing, settings.size)
    weight = settings.within ** (settings.size - 1 - step) / full
    weight *= settings.across ** (groups[owner] - 1 - group) / groups[owner]
    return np.asarray(csr_matrix((weight[basket], (customer, item)), shape=shape).toarray())


def neighbourhood(own: Array, asked: Array, neighbours: int) -> Array:
    """Return the mean vector of the nearest other customers of each one asked about."""
    from scipy.sparse import csr_matrix

    square = (own**2).sum(axis=1)
    distance = square[asked, None] + square - 2 * own[asked] @ own.T
    distance[np.arange(len(asked)), asked] = np.inf
    near = np.argpartition(distance, neighbours, axis=1)[:, :neighbours]
    rows = np.repeat(np.arange(len(asked)), neighbours)
    chosen = csr_matrix((np.ones(near.size), (rows, near.ravel())), (len(asked), len(own)))
    return np.asarray(chosen @ own) / neighbours


def answer(own: Array, near: Array, asked: Array, alpha: float) -> Array:
    """Return the scores of all items for those asked about."""
    return alpha * own[asked] + (1 - alpha) * near
