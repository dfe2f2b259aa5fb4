"""How customers and items are compared: what tells people apart weighs more."""

from typing import Any

import numpy as np

from patron.tasks.generators.taken import Taken

# What everybody takes still counts a little.
LEAST = 0.05


def weighted(taken: Taken) -> Any:
    """Return the customers (rows, of length 1) by what they took, sparse.

    A customer's weight of an item is the logarithm of the faded days, times the square root of the
    item's inverse frequency.
    """
    from scipy.sparse import diags

    frequency = taken.customers / np.maximum(taken.takers_ever, 1.0)
    rare = np.sqrt(np.maximum(np.log(np.maximum(frequency, 1.0)), LEAST))
    rows = taken.faded.log1p() @ diags(rare)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (diags(1.0 / np.maximum(length, 1e-12)) @ rows).tocsr().astype(np.float32)
