"""Which part of the whole."""

import numpy as np

from patron.features.base import Tallied, Tally, WindowFeature, divide
from patron.features.spoken import spoken_share
from patron.features.where import NumberColumn, Where, in_words
from patron.history import CALENDAR


class Share(WindowFeature):
    """Part of the interactions, or of their amounts, that meets a further condition (0 to 1).

    Parameters
    ----------
    part
        The further condition, such as ``{department: PRODUCE}``.
    column
        Number column whose sum is shared; None shares the number of interactions.
    """

    part: Where
    column: NumberColumn | None = None

    finish_looks_at = ()

    def tallies(self) -> tuple[Tally, ...]:
        """Return the part and the whole."""
        aggregate = "count" if self.column is None else "sum"
        both = self.where.model_copy(update=self.part.model_dump(exclude_none=True))
        return (
            Tally(aggregate, self.column, both, self.window),  # type: ignore[arg-type]
            Tally(aggregate, self.column, self.where, self.window),  # type: ignore[arg-type]
        )

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the share in the window; unknown if the whole is 0."""
        part, whole = past.of(self)
        return divide(part, whole)

    def wording(self) -> str:
        """Return, for example, "{value} of purchases in the last 30 days with PRODUCE"."""
        names = [in_words(column, names) for column, names in self.part.wanted().items()]
        of = self.what() if self.column is None else f"the {self.column} of {self.what()}"
        return f"{{value}} of {of} {self.when()} {self.part_words(' '.join(names))}"

    def part_words(self, names: str) -> str:
        """Return how the part is said after the whole."""
        return f"{'fell on' if set(self.part.wanted()) <= set(CALENDAR) else 'went to'} {names}"

    def say_number(self, value: float) -> str:
        """Return the share in per cent."""
        return spoken_share(value)
