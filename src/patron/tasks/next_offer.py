"""What will the customer take next?"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from patron.arrays import different
from patron.history import History
from patron.tasks.base import Answers, Task

ALSO = {
    "untried": 30,
    "neighbours": 20,
    "factors": 20,
    "alike": 10,
    "segment": 10,
    "shelf": 10,
    "fresh": 10,
}


class NextOffer(Task):
    """Which items a customer takes within the horizon.

    Parameters
    ----------
    level
        What counts as one item: ``item`` itself, or a level of ITEMS.
    own, popular
        Candidates for each customer: at most so many of the items they take most often, and so
        many of those that most customers took in the last horizon.
    also
        At most so many further candidates by each other generator of
        ``patron.tasks.generators``: what most customers take and this one never did (`untried`),
        what goes with what they take (`neighbours`), what fits their tastes (`factors`), what
        customers like them take (`alike`, `segment`), new items (`fresh`), and items of the groups
        that they take from (`shelf`).
    at
        How many items of the ranking count in the metrics.
    """

    metric: ClassVar[str] = "ndcg"
    about_items: ClassVar[bool] = True

    level: Literal["item", "department", "category", "subcategory"] = "item"
    own: int = Field(default=40, ge=1)
    popular: int = Field(default=40, ge=1)
    also: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=lambda: dict(ALSO))
    at: int = Field(default=10, ge=1)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Only what was taken counts."""
        return (self.kind,)

    def answer(self, future: History, customers: np.ndarray) -> Answers:
        """Return one row, of label 1.0, for each customer and item taken in `future`."""
        item = future.code(self.level).astype(np.int64)
        taken = future.is_any("kind", (self.kind,)) & (item >= 0)
        asked = np.zeros(len(future.customers), bool)
        asked[customers] = True
        taken &= asked[future.owner]
        width = max(len(future.names[self.level]), 1)
        pairs = different(future.owner[taken] * np.int64(width) + item[taken])
        return Answers(pairs // width, pairs % width, np.ones(len(pairs)))
