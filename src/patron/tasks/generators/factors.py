"""What fits a customer's tastes, as few numbers tell them."""

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken, drawn

FACTORS = 32
# As if each customer had taken so many more items, and each item had so many more takers.
ITEMS_MORE, TAKERS_MORE = 10, 30
# The factors are those of so many customers at most; what each of them took is then told by these.
COMPARED = 200_000


class Factors(Generator):
    """The 32 strongest factors of who took what, as a smoothed share of takers.

    A truncated singular value decomposition of the matrix of customers and items, normalised by
    both; popular items and avid customers do not rule the factors. They are found among 200,000
    customers at most, drawn once.

    References
    ----------
    Cremonesi, Koren, Turrin (2010), "Performance of Recommender Algorithms on Top-N Recommendation
    Tasks", RecSys: PureSVD.
    """

    def __init__(self, taken: Taken) -> None:
        from scipy.sparse import diags
        from scipy.sparse.linalg import LinearOperator, eigsh

        super().__init__(taken)
        ever = (taken.ever > 0).astype(np.float64)
        self.avid = np.sqrt(np.asarray(ever.getnnz(axis=1), np.float64) + ITEMS_MORE)
        self.liked = np.sqrt(taken.takers_ever + TAKERS_MORE)
        self.scaled = (diags(1 / self.avid) @ ever @ diags(1 / self.liked)).tocsr()
        scaled = self.scaled[drawn(taken.customers, COMPARED)]
        many, items = min(FACTORS, min(scaled.shape) - 1), scaled.shape[1]
        if many < 1 or not scaled.nnz:
            self.right = np.zeros((items, 0))
            return
        # Right singular vectors are the eigenvectors of this. Both the start and the draws are
        # fixed: equal strengths are told apart by chance, and a run must be the same again.
        turned = scaled.T
        squared = LinearOperator((items, items), lambda x: turned @ (scaled @ x), dtype=np.float64)
        _, self.right = eigsh(squared, k=many, v0=np.ones(items), rng=0)

    def score(self, customers: Array) -> Array:
        """Return the smoothed share of each item."""
        fits = ((self.scaled[customers] @ self.right) @ self.right.T) * self.liked
        return np.asarray(fits * self.avid[customers, None], np.float32)
