"""What will the customer be worth?"""

from typing import ClassVar

import numpy as np
from pydantic import Field

from patron.history import History
from patron.tasks.base import Answers, Task


class LifetimeValue(Task):
    """Margin that a customer brings within the horizon, net of returns.

    Parameters
    ----------
    returned
        Kind of interaction whose amounts are taken off; its amounts are positive.
    margin
        Share of the amount that is margin, where ITEMS says none of the item; 1 counts sales.
    """

    metric: ClassVar[str] = "gini"

    returned: str = "return"
    margin: float = Field(default=1.0, gt=0, le=1)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was bought and what was returned."""
        return (self.kind, self.returned)

    def answer(self, future: History, customers: np.ndarray) -> Answers:
        """Return the margin of each customer in `future`, in the currency of the sources."""
        worth = np.bincount(
            future.owner, weights=self.worth(future), minlength=len(future.customers)
        )
        return Answers(customers, np.full(len(customers), -1), worth[customers])

    def worth(self, history: History) -> np.ndarray:
        """Return the margin that each row brought or took, shape (rows,)."""
        amount = np.nan_to_num(history.numbers["amount"])
        sign = history.is_any("kind", (self.kind,)) * 1.0 - history.is_any("kind", (self.returned,))
        return np.asarray(amount * sign * self._margins(history))

    def _margins(self, future: History) -> np.ndarray:
        item = future.codes["item"]
        known = np.append(future.margins, np.nan)[item]
        return np.where(np.isnan(known), self.margin, known)
