"""What the customer took most often, and then what most customers take."""

from typing import ClassVar, Literal

import numpy as np

from patron.tasks.generators.base import Array, Generator


class OwnThenPopular(Generator):
    """Days on which the customer took the item, plus the share of customers who took it lately.

    The share is below 1, so it decides among items taken on as many days.
    """

    proposes: ClassVar[Literal["taken", "new", "any"]] = "any"

    def score(self, customers: Array) -> Array:
        """Return days and share of each item."""
        share = self.taken.takers / (self.taken.customers + 1)
        return np.asarray(self.taken.ever[customers].toarray() + share, np.float32)
