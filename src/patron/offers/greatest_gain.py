"""Make each customer the offer that gains most by its effect, or none."""

import numpy as np

from patron.offers.base import Array


def greatest_gain(effect: Array, margin: float | Array, cost: Array) -> Array:
    """Return the policy that gives each customer the offer of greatest value, shape (n, k + 1).

    The value of an offer is ``effect * margin - cost``; doing nothing is worth 0 and stands in
    column 0. Each row is 1 at its best and 0 elsewhere; of equals the first is taken.

    Parameters
    ----------
    effect
        How far each of k offers moves each customer, shape (n, k), such as an uplift learner
        predicts it; its unit is that of the outcome.
    margin
        Money that one unit of the outcome leaves us, for all or for each customer, shape (n,).
    cost
        Money that making each offer costs, shape (k,).
    """
    value = effect * np.reshape(margin, (-1, 1)) - cost
    best = np.column_stack([np.zeros(len(value)), value]).argmax(axis=1)
    return np.asarray(np.eye(value.shape[1] + 1)[best])
