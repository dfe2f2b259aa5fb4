"""Items of the groups that the customer takes from."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import LATELY, Taken, within


class Shelf(Generator):
    """How often the customer took anything of the item's group, times the item's share of it.

    The group is the level above the items' own; both are counted over the last three horizons, the
    customer's as a share of visits. Items of no known group have 0.
    """

    def __init__(self, taken: Taken) -> None:
        from scipy.sparse import csr_matrix

        super().__init__(taken)
        known = np.flatnonzero(taken.shelf >= 0)
        shape = (taken.items, int(taken.shelf.max(initial=-1)) + 1)
        self.member = csr_matrix((np.ones(len(known)), (known, taken.shelf[known])), shape=shape)
        sold = np.asarray(taken.lately.sum(axis=0), np.float64).ravel()
        of_shelf = np.append(sold @ self.member, 0.0)
        self.share = sold / np.maximum(of_shelf[taken.shelf], 1.0)
        self.visits = np.maximum(taken.visits(within(LATELY)), 1.0)

    def score(self, customers: Array) -> Array:
        """Return how often each item is to be expected."""
        of_shelf = (self.taken.lately[customers] @ self.member).toarray()
        wide = np.column_stack([of_shelf, np.zeros(len(customers))])[:, self.taken.shelf]
        return np.asarray(wide * self.share / self.visits[customers, None], np.float32)
