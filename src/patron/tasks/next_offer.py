"""What will the customer take next?"""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from patron.history import History
from patron.tasks.base import Answers, Task


class NextOffer(Task):
    """Which items a customer takes within the horizon.

    Parameters
    ----------
    level
        What counts as one item: ``item`` itself, or a level of ITEMS.
    own, popular
        Candidates for each customer: at most so many of the items they took most often, and so
        many of those that most customers took in the last horizon.
    at
        How many items of the ranking count in the metrics.
    """

    metric: ClassVar[str] = "ndcg"
    about_items: ClassVar[bool] = True

    level: Literal["item", "department", "category", "subcategory"] = "item"
    own: int = Field(default=40, ge=1)
    popular: int = Field(default=40, ge=1)
    at: int = Field(default=10, ge=1)

    def answer(self, future: History, customers: np.ndarray) -> Answers:
        """Return one row, of label 1.0, for each customer and item taken in `future`."""
        item = future.code(self.level).astype(np.int64)
        taken = future.is_any("kind", (self.kind,)) & (item >= 0)
        taken &= np.isin(future.owner, customers)
        width = max(len(future.names[self.level]), 1)
        pairs = np.unique(future.owner[taken] * np.int64(width) + item[taken])
        return Answers(pairs // width, pairs % width, np.ones(len(pairs)))
