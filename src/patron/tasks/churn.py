"""Will the customer stay away?"""

from typing import ClassVar

import numpy as np

from patron.history import History
from patron.tasks.base import Answers, Task


class Churn(Task):
    """Whether an active customer does not buy within the horizon (1) or does (0)."""

    metric: ClassVar[str] = "auc"

    def answer(self, future: History, customers: np.ndarray) -> Answers:
        """Return 1.0 for customers without a purchase in `future`, else 0.0."""
        bought = np.unique(future.owner[future.is_any("kind", (self.kind,))])
        label = (~np.isin(customers, bought)).astype(np.float64)
        return Answers(customers, np.full(len(customers), -1), label)
