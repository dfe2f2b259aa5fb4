"""What the people they are connected to spend."""

from datetime import timedelta
from typing import Literal

import numpy as np
from pydantic import Field

from patron.features.base import Feature, Tallied, Tally
from patron.features.total import Total
from patron.features.where import MONEY, NumberColumn, Where


class ConnectedValue(Feature):
    """Mean or total amount of the other customers known to be connected by a relation.

    What the household, say, spent beside themselves. `patron build` tells it on the first day of
    each month (UTC), from what was known of the others, and of who they are, at that moment; the
    feature is what was told last. Unknown if nobody was connected by then. Others who did nothing
    count as 0.

    Parameters
    ----------
    relation
        Name of the relation in RELATIONS.
    direction
        ``to`` looks at those whom they have the relation to (whom they referred), ``of`` at those
        who have it to them (who referred them), ``both`` at either, each person once.
    take
        ``mean`` of the others, or their ``total``.
    column
        ``amount``, ``quantity``, ``discount`` or ``sentiment``: what is added up of each.
    among
        Which interactions of the others count; None lets all count.
    window
        Length of the window before the first day of the month; None reaches to the start.
    """

    relation: str
    direction: Literal["to", "of", "both"] = "both"
    take: Literal["mean", "total"] = "mean"
    column: NumberColumn = "amount"
    among: Where | None = None
    window: timedelta | None = Field(default=None, gt=timedelta(0))

    @property
    def fact(self) -> str:
        """Name of the facts that tell it; all features that are told alike share them."""
        own = {"relation", "direction", "take", "column", "among", "window"}
        return f"connected value: {self.model_dump_json(include=own, exclude_none=True)}"

    def of_each(self, name: str) -> Total:
        """Return the feature, under a name, that is added up of each of the others."""
        among = {} if self.among is None else self.among.model_dump(exclude_none=True)
        return Total(name=name, idea=self.idea, column=self.column, window=self.window, **among)

    @property
    def is_money(self) -> bool:
        """Whether the column is one of money."""
        return self.column in MONEY

    def tallies(self) -> tuple[Tally, ...]:
        """Return none: what others did is told by facts."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Return that it looks at attributes, which tell of the others too."""
        return ("attributes",)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return what was told last at the cutoff."""
        told = [np.nan if text is None else float(text) for text in past.attribute(self.fact)]
        return np.array(told, np.float64)

    def wording(self) -> str:
        """Return, for example, "{value} spent on purchases so far by each connected by ..."."""
        by = "each" if self.take == "mean" else "all"
        said = self.of_each("others")
        words = said.wording().replace("{when}", said.when())
        return f"{words} by {by} of those connected by {self.relation.replace('_', ' ')}"

    def say_missing(self) -> str:
        """Return that nobody was known."""
        return f"nobody connected by {self.relation.replace('_', ' ')}"
