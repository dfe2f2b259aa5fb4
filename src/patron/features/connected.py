"""How many people they are connected to."""

from typing import Literal

import numpy as np

from patron.features.base import Feature, Tallied, Tally
from patron.history import RELATION_OF, RELATION_TO


class Connected(Feature):
    """Number of other customers known to be connected by a relation; 0 if there are none.

    The size of the household beside themselves, say, or the number of referrals made. A
    connection counts from the moment that it, and whose accounts it joins, were known.

    Parameters
    ----------
    relation
        Name of the relation in RELATIONS.
    direction
        ``to`` counts those whom they have the relation to (whom they referred), ``of`` those who
        have it to them (who referred them), ``both`` either, each person once.
    """

    relation: str
    direction: Literal["to", "of", "both"] = "both"

    def tallies(self) -> tuple[Tally, ...]:
        """Return none: relations are not interactions."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Return that it looks at attributes, which tell of relations too."""
        return ("attributes",)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the number of people known at the cutoff."""
        ends = {"to": (RELATION_TO,), "of": (RELATION_OF,), "both": (RELATION_TO, RELATION_OF)}
        return past.different([end + self.relation for end in ends[self.direction]])

    def wording(self) -> str:
        """Return, for example, "connected to {value} others by household"."""
        return f"connected to {{value}} others by {self.relation.replace('_', ' ')}"
