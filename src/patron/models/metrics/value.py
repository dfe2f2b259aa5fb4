"""How far predicted numbers are from true ones."""

import numpy as np

from patron.models.metrics.mass import ratio, weights_of


def mae(y: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the mean absolute error, in the unit of `y`."""
    weights = weights_of(y, weights)
    return ratio(weights @ np.abs(predicted - y), weights.sum())


def r2(y: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the share of the variance of `y` that is predicted; at most 1, below 0 if harmful."""
    weights = weights_of(y, weights)
    mean_y = ratio(weights @ y, weights.sum())
    variance = float(weights @ (y - mean_y) ** 2)
    return 1 - ratio(float(weights @ (predicted - y) ** 2), variance)


def total_ratio(y: np.ndarray, predicted: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the predicted total as a multiple of the true one; 1 is right."""
    weights = weights_of(y, weights)
    return ratio(float(weights @ predicted), float(weights @ y))


def mean(y: np.ndarray | None, values: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the mean of `values`, those left out that are NaN; `y` is not looked at.

    It makes a metric of numbers known for each customer, such as what `recall_at_k` returns.
    """
    counted = weights_of(values, weights) * ~np.isnan(values)
    return ratio(float(counted @ np.nan_to_num(values)), float(counted.sum()))


def interval_coverage(
    y: np.ndarray, low: np.ndarray, high: np.ndarray, weights: np.ndarray | None = None
) -> float:
    """Return the share of rows whose `y` lies in ``[low, high]``."""
    weights = weights_of(y, weights)
    return ratio(float(weights @ ((low <= y) & (y <= high))), float(weights.sum()))
