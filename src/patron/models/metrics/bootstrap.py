"""How sure a difference of two models is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from patron.models.metrics.mass import keep_orders, weights_of
from patron.models.threads import one_thread

# Of more customers than these, as many are drawn once and bootstrapped in the place of all: how
# far samples of n customers differ shrinks with the root of n.
BAG = 50_000


class Difference(NamedTuple):
    """A difference and the bounds that hold it in so many of 100 bootstrap samples."""

    difference: float
    low: float
    high: float


def bootstrap_difference(
    metric: Callable[..., float],
    y: np.ndarray | None,
    a: np.ndarray,
    b: np.ndarray,
    seed: int,
    samples: int = 1000,
    level: float = 0.95,
    weights: np.ndarray | None = None,
    customers: np.ndarray | None = None,
) -> Difference:
    """Return ``metric(a) - metric(b)`` and its percentile interval over samples of customers.

    Both scores are measured on the same samples, so what makes a sample hard for both cancels.

    Parameters
    ----------
    metric
        Function of labels, scores and weights that does not depend on the order of rows.
    y
        Labels, shape (n,), or None for a metric that needs none.
    a, b
        The two scores, shape (n,).
    seed
        Seed of the samples.
    samples
        Number of bootstrap samples.
    level
        Share of the samples inside the interval, in (0, 1).
    weights
        How often each row counts before any sampling, shape (n,).
    customers
        Whose each row is, shape (n,); the rows of a customer are drawn together. None makes
        each row a customer.

    Of more than 50,000 customers the interval is that of 50,000, drawn once, its half widths scaled
    to the number there are.

    Returns
    -------
    Difference
        Difference, low and high. Samples without a value, such as those without a positive
        label, are left out; if all are, low and high are NaN.

    References
    ----------
    Efron, Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13. Kleiner, Talwalkar,
    Sarkar, Jordan (2014), "A scalable bootstrap for massive data", JRSS B 76.
    """
    weights = weights_of(a, weights)
    owner = np.arange(len(a)) if customers is None else np.unique(customers, return_inverse=True)[1]
    population = int(owner.max()) + 1
    random = np.random.default_rng(seed)
    if population > BAG:
        bag = np.isin(owner, random.choice(population, BAG, replace=False))
        some = bootstrap_difference(
            metric, None if y is None else y[bag], a[bag], b[bag], seed, samples, level,
            weights[bag], owner[bag],
        )  # fmt: skip
        whole = metric(y, a, weights) - metric(y, b, weights)
        scale = float(np.sqrt(BAG / population))
        low, high = (whole + scale * (bound - some.difference) for bound in (some.low, some.high))
        return Difference(whole, low, high)
    rows_a, rows_b = _sorted_rows(y, a), _sorted_rows(y, b)
    differences = np.empty(samples)
    with one_thread(), keep_orders():
        for sample in range(samples):
            drawn = np.bincount(random.integers(population, size=population), minlength=population)
            counts = weights * drawn[owner]
            a_value, b_value = _measure(metric, rows_a, counts), _measure(metric, rows_b, counts)
            differences[sample] = a_value - b_value
    whole = _measure(metric, rows_a, weights) - _measure(metric, rows_b, weights)
    return Difference(whole, *_bounds(differences[~np.isnan(differences)], level))


Sorted = tuple[np.ndarray, Any, np.ndarray]


def _sorted_rows(y: np.ndarray | None, score: np.ndarray) -> Sorted:
    # Sorting what is sorted takes linear time, and each sample sorts again.
    order = np.argsort(score, kind="stable")
    return order, None if y is None else np.asarray(y)[order], np.asarray(score)[order]


def _measure(metric: Callable[..., float], rows: Sorted, weights: np.ndarray) -> float:
    order, y, score = rows
    return metric(y, score, weights[order])


def _bounds(differences: np.ndarray, level: float) -> tuple[float, float]:
    if len(differences) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(differences, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


class Interval(NamedTuple):
    """A number and the bounds that hold it in so many of 100 bootstrap samples."""

    value: float
    low: float
    high: float


def bootstrap_interval(
    measure: Callable[[np.ndarray], float],
    rows: int,
    seed: int,
    samples: int = 1000,
    level: float = 0.95,
    customers: np.ndarray | None = None,
) -> Interval:
    """Return what `measure` says of all rows, and its percentile interval over samples.

    Parameters
    ----------
    measure
        Function of how often each row counts, shape (rows,).
    rows
        Number of rows.
    seed, samples, level, customers
        As for `bootstrap_difference`.

    References
    ----------
    Efron, Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13.
    """
    owner = np.arange(rows) if customers is None else np.unique(customers, return_inverse=True)[1]
    population = int(owner.max()) + 1
    random = np.random.default_rng(seed)
    measured = np.empty(samples)
    with one_thread(), keep_orders():
        for sample in range(samples):
            drawn = np.bincount(random.integers(population, size=population), minlength=population)
            measured[sample] = measure(drawn[owner].astype(np.float64))
    found = measured[~np.isnan(measured)]
    return Interval(measure(np.ones(rows)), *_bounds(found, level))
