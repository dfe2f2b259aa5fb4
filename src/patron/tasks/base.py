"""What a task is: a question about the time after a cutoff."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from patron.arrays import different
from patron.config import Described
from patron.history import History, micros


class Answers(NamedTuple):
    """True answers: customer number, item code (-1 for none) and label, n rows each."""

    customer: np.ndarray
    item: np.ndarray
    label: np.ndarray


class Task(Described, ABC):
    """A question about each customer's time after a cutoff.

    Parameters
    ----------
    name
        Name of the task; scores and models carry it.
    horizon
        Length of the time ``(cutoff + lead, cutoff + lead + horizon]`` that the question is about.
    lead
        Time between the cutoff and that time: what it takes until somebody can act.
    active_within
        The question is asked of customers with an interaction of `kind` in
        ``(cutoff - active_within, cutoff]``, as in RelBench (Robinson et al., 2024); None asks it
        of all who ever had one.
    kind
        Kind of interaction that counts as buying.
    every
        Time between two training cutoffs; the horizon if left out.
    cutoffs
        Most training cutoffs to use; the newest are taken.
    """

    metric: ClassVar[str]
    # Whether `metric` is of items ranked for each customer, not of customers among themselves.
    about_items: ClassVar[bool] = False

    name: str
    horizon: timedelta = Field(gt=timedelta(0))
    lead: timedelta = Field(default=timedelta(0), ge=timedelta(0))
    active_within: timedelta | None = Field(default=None, gt=timedelta(0))
    kind: str = "purchase"
    every: timedelta | None = Field(default=None, gt=timedelta(0))
    cutoffs: int = Field(default=6, ge=1)

    @property
    def reach(self) -> timedelta:
        """How long after a cutoff its answers are known."""
        return self.lead + self.horizon

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """Kinds of interaction that the question looks at; None looks at all.

        Rows of other kinds need not be handed to the methods below.
        """
        return None

    @property
    def ahead(self) -> str:
        """The time asked about, in words such as ``90 days after the first 7``."""
        lead = f" after the first {self.lead.days}" if self.lead else ""
        return f"{self.horizon.days} days{lead}"

    def population(self, past: History, cutoff: int) -> np.ndarray:
        """Return the numbers of the customers of whom the question makes sense, rising.

        Parameters
        ----------
        past
            ``history.upto(cutoff)``.
        cutoff
            Microseconds since 1970.
        """
        bought = past.is_any("kind", (self.kind,))
        if self.active_within is not None:
            bought &= past.occurred_at > cutoff - micros(self.active_within)
        return different(past.owner[bought])

    def concerned(self, history: History, customers: np.ndarray, moment: int) -> np.ndarray:
        """Return those of the `customers` (numbers) whom the question still concerns.

        Whom it does not has no answer: nothing is learnt from them, and nothing judged by them.

        Parameters
        ----------
        history
            All interactions, whenever they became known.
        moment
            End of the lead, in microseconds since 1970.
        """
        return customers

    @abstractmethod
    def answer(self, future: History, customers: np.ndarray) -> Answers:
        """Return what is true of the `customers` (numbers) in `future`, the time asked about."""
