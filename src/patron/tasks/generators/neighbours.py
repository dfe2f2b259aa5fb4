"""What is taken by those who take the same things."""

from typing import Any

import numpy as np

from patron.tasks.generators.base import Array, Generator
from patron.tasks.generators.taken import Taken
from patron.tasks.generators.weighted import weighted

# So many neighbours of each item are kept, and so many items are compared at a time.
KEPT = 50
AT_A_TIME = 512
# Fewer takers than this say little: the likeness shrinks in proportion.
FEW = 20


class Neighbours(Generator):
    """Likeness of the item to what the customer took: cosines of the items' takers.

    Each item keeps its 50 nearest neighbours, so that memory is linear in items.

    References
    ----------
    Deshpande, Karypis (2004), "Item-Based Top-N Recommendation Algorithms", TOIS 22.
    """

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken)
        self.rows = weighted(taken)
        self.likeness = _nearest(self.rows, taken.takers_ever)

    def score(self, customers: Array) -> Array:
        """Return the sum of the likenesses to what each customer took."""
        return np.asarray((self.rows[customers] @ self.likeness).toarray(), np.float32)


def _nearest(rows: Any, takers: Array) -> Any:
    """Return the likeness of each item (row) to its nearest ones, sparse (items, items)."""
    from scipy.sparse import csr_matrix, diags, vstack

    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=0)).ravel())
    trust = np.minimum(1.0, takers / FEW) / np.maximum(size, 1e-12)
    scaled = (rows @ diags(trust)).tocsc()
    turned = scaled.T.tocsr()
    items = rows.shape[1]
    kept = []
    for start in range(0, items, AT_A_TIME):
        block = (turned[start : start + AT_A_TIME] @ scaled).toarray()
        here = np.arange(len(block))
        block[here, start + here] = 0.0
        if items > KEPT:
            low = np.argpartition(-block, KEPT, axis=1)[:, KEPT:]
            np.put_along_axis(block, low, 0.0, axis=1)
        kept.append(csr_matrix(block.astype(np.float32)))
    return vstack(kept).tocsr() if kept else csr_matrix((items, items), dtype=np.float32)
