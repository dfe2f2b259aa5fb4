"""What a generator is: a score of every item for some customers, from what all of them took."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Literal

import numpy as np

from patron.tasks.generators.taken import Taken

Array = np.ndarray[Any, Any]


class Generator(ABC):
    """One reason why an item may be taken next.

    Parameters
    ----------
    taken
        What all customers took before the cutoff. What can be learnt from all of them once is
        learnt here.
    """

    # Which items it proposes: those that the customer took before, those never taken, or any.
    proposes: ClassVar[Literal["taken", "new", "any"]] = "new"

    def __init__(self, taken: Taken) -> None:
        self.taken = taken

    def everybody(self) -> Array | None:
        """Return what speaks for each item where it is the same for all, shape (items,), or None.

        Candidates are then found without a look at each customer's scores.
        """
        return None

    @abstractmethod
    def score(self, customers: Array) -> Array:
        """Return how much speaks for each item, shape (customers, items); 0 is nothing.

        Parameters
        ----------
        customers
            Numbers of the customers asked about: a piece of them, so that memory is bounded.
        """
