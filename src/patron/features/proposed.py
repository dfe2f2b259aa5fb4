"""What a generator of candidates says of an item for a customer."""

from typing import ClassVar

import numpy as np
from pydantic import Field

from patron.features.base import Entity, Feature, Tallied, Tally


class Proposed(Feature):
    """The score of a generator of `next_offer`: how much speaks for the item in one way.

    It is told of candidates only, where they are found: generators look at what all customers
    took, so neither tallies of one past nor the service can make it. Anywhere else it is unknown.

    Parameters
    ----------
    by
        Name of a module in ``patron.tasks.generators``, such as ``neighbours``.
    """

    finish_looks_at: ClassVar[tuple[str, ...] | None] = ()

    entity: Entity = "pair"
    by: str = Field(min_length=1)

    def tallies(self) -> tuple[Tally, ...]:
        """Return nothing: it is not made from tallies."""
        return ()

    def finish(self, past: Tallied) -> np.ndarray:
        """Return unknown for each row."""
        return np.full(len(past.cutoffs), np.nan)

    def wording(self) -> str:
        """Return a sentence part for a generator without a wording in the configuration."""
        return "a score of {value} among what could be proposed"

    def say_number(self, value: float) -> str:
        """Return the number with as many digits as it takes to tell small ones apart."""
        return super().say_number(value) if abs(value) >= 10 else f"{value:.2g}"
