"""The ideas that moved each row most, and of each the feature that gives the fact."""

from typing import Any

import numba as nb
import numpy as np

Array = np.ndarray[Any, Any]


@nb.njit(cache=True, nogil=True)
def find_strongest(
    contributions: Array, idea_of: Array, ideas: int, most: int, worth: float
) -> tuple[Array, Array, Array]:
    """Return idea, contribution and feature of the main reasons of each row, strongest first.

    The contributions of an idea's features are added up one after the other, so that a row is
    answered alone as among many; the fact is of the feature that moved most in the idea's
    direction. Of two alike the first counts.

    Parameters
    ----------
    contributions
        Shape (n, k).
    idea_of
        Number of each column's idea, shape (k,).
    ideas
        How many ideas there are.
    most
        Reasons a row.
    worth
        Share of all that moved the row, above which a reason is told.

    Returns
    -------
    tuple
        Shape (n, most) each; the idea is -1 where there are no more reasons.
    """
    rows, columns = contributions.shape
    idea = np.full((rows, most), -1, np.int64)
    moved, feature = np.zeros((rows, most)), np.zeros((rows, most), np.int64)
    sums, sizes = np.empty(ideas), np.empty(ideas)
    for row in range(rows):
        sums[:] = 0.0
        for column in range(columns):
            sums[idea_of[column]] += contributions[row, column]
        whole = 0.0
        for one in range(ideas):
            sizes[one] = abs(sums[one])
            whole += sizes[one]
        for place in range(most):
            best = np.argmax(sizes)
            if not sizes[best] > worth * whole:
                break
            sizes[best] = -1.0
            idea[row, place], moved[row, place] = best, sums[best]
            strongest = -np.inf
            for column in range(columns):
                if idea_of[column] == best:
                    own = np.sign(sums[best]) * contributions[row, column]
                    if own > strongest:
                        strongest, feature[row, place] = own, column
    return idea, moved, feature
