"""What a feature is: one number per customer, finished from tallies of the past alone."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator

from patron.config import Described
from patron.features.past import Past, Seen
from patron.features.spoken import filled, spoken, spoken_money
from patron.features.where import ADJECTIVES, Where, in_words

Aggregate = Literal[
    "count",
    "sum",
    "squares",
    "known",
    "max",
    "first",
    "last",
    "days",
    "gap_squares",
    "distinct",
    "entropy",
    "top",
    "weeks",
    "streak",
]
Entity = Literal["customer", "item", "pair"]


@dataclass(frozen=True)
class Tally:
    """One running figure over the interactions that count.

    Parameters
    ----------
    aggregate
        ``count`` of rows; ``sum``, ``squares`` (sum of squares), ``known`` (number of rows that
        have one) and ``max`` of a number column;
        ``first`` and ``last`` time (microseconds); ``days`` with at least one row;
        ``gap_squares``, the sum of the squared gaps in days between such days; ``distinct``
        values of a text column; ``entropy`` (in nats) of the mix of these values, and ``top``, the
        share of the most frequent one; ``weeks`` (periods of seven days back from the cutoff)
        with a row, and ``streak``, the number of such weeks in a row up to the cutoff.
    column
        Column of numbers or text; None where the aggregate needs none.
    where
        Which rows count.
    window
        The rows of ``(cutoff - window, cutoff]`` count; None reaches to the start.
    """

    aggregate: Aggregate
    column: str | None = None
    where: Where = field(default_factory=Where)
    window: timedelta | None = None
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Tallies are looked up by the thousand, and the hash of a filter is slow to take.
        hashed = hash((self.aggregate, self.column, self.where, self.window))
        object.__setattr__(self, "_hash", hashed)

    def __hash__(self) -> int:
        return self._hash


# One object for all equal tallies: a dictionary finds what is identical without comparing it.
_SAME: dict[Tally, Tally] = {}


@dataclass(frozen=True)
class Tallied:
    """The tallies of some customers (or items, or pairs) at some cutoffs, n rows in all.

    Parameters
    ----------
    values
        The tally of each row, shape (n,), by tally. The largest, first and last of nothing are
        NaN; all else of nothing is 0.
    cutoffs
        Microseconds since 1970, shape (n,).
    attribute
        Returns the text known of an attribute in each row (None where unknown), shape (n,).
    seen
        What else of the past can be looked at; None where there is no past at all.
    """

    values: Mapping[Tally, np.ndarray]
    cutoffs: np.ndarray
    attribute: Callable[[str], np.ndarray]
    seen: Seen | None = None

    def __getitem__(self, tally: Tally) -> np.ndarray:
        return self.values[tally]

    def of(self, feature: "Feature") -> tuple[np.ndarray, ...]:
        """Return the tallies that a feature needs, in its order, shape (n,) each."""
        return tuple([self.values[tally] for tally in feature.needed])

    def changes(self, attribute: str) -> tuple[np.ndarray, np.ndarray]:
        """Return how often an attribute had changed, and when last (NaN: never), shape (n,)."""
        if self.seen is None:
            return np.zeros(len(self.cutoffs)), np.full(len(self.cutoffs), np.nan)
        return self.seen.changes(attribute)

    def different(self, attributes: Sequence[str]) -> np.ndarray:
        """Return how many different values of some attributes had been known, shape (n,)."""
        return np.zeros(len(self.cutoffs)) if self.seen is None else self.seen.different(attributes)

    def held_since(
        self, where: Where, window: timedelta | None, column: str, favourite: bool
    ) -> np.ndarray:
        """Return since when the favourite or newest value holds, NaN for none, shape (n,)."""
        if self.seen is None:
            return np.full(len(self.cutoffs), np.nan)
        return self.seen.held_since(where.wanted(), window, column, favourite)

    def pasts(
        self, where: Where, window: timedelta | None, columns: Sequence[str]
    ) -> Iterator[Past]:
        """Yield the interactions that count, of each row in turn."""
        if self.seen is None:
            return (Past.nothing(int(cutoff), columns) for cutoff in self.cutoffs)
        return self.seen.pasts(where.wanted(), window, columns)


class Feature(Described, ABC):
    """One number per customer at a cutoff.

    Parameters
    ----------
    name
        Column of the FEATURES table.
    idea
        The business idea that it measures, such as "how often they buy"; reasons are grouped
        by it.
    entity
        Whose past it looks at: that of a customer, an item, or a pair of both.
    says
        How a reason says the value, with ``{value}`` in the place of the number and ``{when}``
        in that of the window; each type has a wording of its own if this is left out.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    idea: str = Field(min_length=3)
    entity: Entity = "customer"
    says: str | None = None

    # What may stand in braces in `says`.
    placeholders: ClassVar[tuple[str, ...]] = ("{value}",)
    # Fields that `finish` looks at, beside tallies and cutoffs: features of a type that agree in
    # them can be finished together. None where it looks at more of the past than that.
    finish_looks_at: ClassVar[tuple[str, ...] | None] = None

    @field_validator("says")
    @classmethod
    def _known_placeholders(cls, says: str | None) -> str | None:
        strange = set(re.findall(r"\{[^}]*\}?|\}", says or "")) - set(cls.placeholders)
        if strange:
            raise ValueError(
                f"{', '.join(sorted(strange))} would be shown as it is; "
                f"only {' and '.join(cls.placeholders)} may stand in braces"
            )
        return says

    def columns(self) -> tuple[str, ...]:
        """Return what `finish` looks at beside tallies: columns of the history, ``attributes``."""
        return ()

    @abstractmethod
    def tallies(self) -> tuple[Tally, ...]:
        """Return the tallies that `finish` needs."""

    @cached_property
    def needed(self) -> tuple[Tally, ...]:
        """The tallies, made once: the same objects whoever asks, so that looking up is fast."""
        return tuple(_SAME.setdefault(tally, tally) for tally in self.tallies())

    @abstractmethod
    def finish(self, past: Tallied) -> np.ndarray:
        """Return the value of each row, shape (n,), from the tallies of the past."""

    @abstractmethod
    def wording(self) -> str:
        """Return the sentence part that says a value, with ``{value}`` for the number."""

    @property
    def is_money(self) -> bool:
        """Whether the value is an amount of money."""
        return False

    def say(self, value: float, currency: str = "") -> str:
        """Return the value in words, such as "3 purchases in the last 30 days".

        Parameters
        ----------
        value
            Value of the feature; NaN is said to be unknown.
        currency
            Unit of an amount of money; amounts are plain numbers without it.
        """
        if np.isnan(value):
            return self.say_missing()
        is_amount = self.is_money and currency
        number = spoken_money(value, currency) if is_amount else self.say_number(value)
        return filled(self.says or self.wording(), value, number)

    def say_number(self, value: float) -> str:
        """Return the number as a reader wants it: whole where it is large or whole."""
        return spoken(value)

    def say_missing(self) -> str:
        """Return how the lack of a value is said."""
        return f"nothing yet to tell {self.idea}"


class WindowFeature(Where, Feature):
    """A feature of the interactions in a window before the cutoff that its filters let pass.

    The filters are the fields of `Where`.

    Parameters
    ----------
    window
        Length of the window ``(cutoff - window, cutoff]``; None reaches to the start.
    """

    window: timedelta | None = Field(default=None, gt=timedelta(0))

    placeholders: ClassVar[tuple[str, ...]] = ("{value}", "{when}")

    @property
    def where(self) -> Where:
        """Which interactions count."""
        return Where(**{name: getattr(self, name) for name in Where.model_fields})

    def tally(self, aggregate: Aggregate, column: str | None = None) -> Tally:
        """Return a tally over this feature's interactions and window."""
        return Tally(aggregate, column, self.where, self.window)

    def what(self, plural: bool = True) -> str:
        """Return the interactions in words, such as "mail contacts" or "GROCERY purchases"."""
        wanted = self.where.wanted()
        kind = " or ".join(wanted.get("kind", ("interaction",))).replace("_", " ")
        described = [in_words(name, wanted[name]) for name in ADJECTIVES if name in wanted]
        return " ".join([*described, kind + ("s" if plural else "")])

    def say(self, value: float, currency: str = "") -> str:
        """Return the value in words, the window too where the wording asks for it."""
        return super().say(value, currency).replace("{when}", self.when())

    def when(self) -> str:
        """Return the window in words, such as "in the last 30 days" or "so far"."""
        if self.window is None:
            return "so far"
        days = self.window / timedelta(days=1)
        return f"in the last {days:,.0f} days" if days != 1 else "in the last day"


def divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, NaN where whole is 0."""
    return np.asarray(part / np.where(whole == 0, np.nan, whole))
