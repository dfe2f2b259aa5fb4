"""What can be looked at beyond tallies: attributes, and the very rows of one past."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from patron.features.held import held_since, start_of_favourite, start_of_newest
from patron.history import MICROSECONDS_A_DAY, Groups, History, micros

NUMBERS = ("quantity", "amount", "discount", "sentiment")


@dataclass(frozen=True)
class Past:
    """The interactions of one customer (or item, or pair) that count, oldest first, n of them.

    None lies after the cutoff or became known after it.

    Parameters
    ----------
    customer_id
        Whose past it is; None for that of an item.
    cutoff
        The moment that it is the past of.
    occurred_at
        Times, UTC, shape (n,).
    columns
        The columns asked for, shape (n,) each: numbers (NaN is null) and text (None is null).
    """

    customer_id: str | None
    cutoff: np.datetime64
    occurred_at: np.ndarray
    columns: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.occurred_at)

    def __getitem__(self, column: str) -> np.ndarray:
        return self.columns[column]

    @property
    def days_ago(self) -> np.ndarray:
        """Days from each interaction to the cutoff, shape (n,)."""
        return np.asarray((self.cutoff - self.occurred_at).astype(np.int64) / MICROSECONDS_A_DAY)

    @classmethod
    def nothing(cls, cutoff: int, columns: Sequence[str]) -> "Past":
        """Return the past of somebody of whom nothing is known."""
        empty = {name: np.zeros(0, float if name in NUMBERS else object) for name in columns}
        return cls(None, _time(cutoff), np.zeros(0, "datetime64[us]"), empty)


@dataclass(frozen=True)
class Seen:
    """What was known of some groups of a history at some moments, n of them.

    Parameters
    ----------
    history, groups
        Rows and whose they are.
    number, moments
        Number of the group, and microseconds since 1970, shape (n,) each.
    """

    history: History
    groups: Groups
    number: np.ndarray
    moments: np.ndarray

    def attribute(self, name: str) -> np.ndarray:
        """Return the text known of an attribute, None where unknown, shape (n,)."""
        attributes = self.history.attributes
        values = np.array([*attributes.values, None], dtype=object)
        return np.asarray(values[attributes.known(name, self._customers, self.moments)])

    def changes(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return how often an attribute had changed, and when last (NaN: never), shape (n,)."""
        return self.history.attributes.changes(name, self._customers, self.moments)

    def different(self, names: Sequence[str]) -> np.ndarray:
        """Return how many different values of some attributes had been known, shape (n,)."""
        return self.history.attributes.different(names, self._customers, self.moments)

    def held_since(
        self,
        wanted: Mapping[str, Sequence[str]],
        window: timedelta | None,
        column: str,
        favourite: bool,
    ) -> np.ndarray:
        """Return since when the favourite or newest value holds (NaN: there is none), shape (n,).

        Parameters
        ----------
        wanted, window
            As in `pasts`.
        column
            Column of the history, or level of its items.
        favourite
            Whether the most frequent value is meant, or the newest.
        """
        start = start_of_favourite if favourite else start_of_newest
        asked = self.number, self.moments
        return held_since(self.history, self.groups, asked, wanted, window, column, start)

    def pasts(
        self, wanted: Mapping[str, Sequence[str]], window: timedelta | None, columns: Sequence[str]
    ) -> Iterator[Past]:
        """Yield the past of each group at its moment.

        Parameters
        ----------
        wanted
            Names by column that let a row pass.
        window
            The rows of ``(cutoff - window, cutoff]`` count; None reaches to the start.
        columns
            Columns of the history, or levels of its items.
        """
        history = self.history
        passes = np.ones(len(history), bool)
        for column, names in wanted.items():
            passes &= history.is_any(column, tuple(names))
        given = {name: _values(history, name) for name in columns}
        who = self.groups.customer
        for number, cutoff in zip(self.number.tolist(), self.moments.tolist(), strict=True):
            rows = self._rows(number)
            occurred_at = history.occurred_at[rows]
            keep = passes[rows] & (occurred_at <= cutoff) & (history.known_at[rows] <= cutoff)
            if window is not None:
                keep &= occurred_at > cutoff - micros(window)
            yield Past(
                None if who[number] < 0 else str(history.customers[who[number]]),
                _time(cutoff),
                occurred_at[keep].astype("datetime64[us]"),
                {name: values[rows][keep] for name, values in given.items()},
            )

    @property
    def _customers(self) -> np.ndarray:
        return np.asarray(self.groups.customer[self.number])

    def _rows(self, number: int) -> np.ndarray | slice:
        part = slice(self.groups.offsets[number], self.groups.offsets[number + 1])
        return part if self.groups.rows is None else np.asarray(self.groups.rows[part])


def _time(moment: int) -> np.datetime64:
    return np.datetime64(moment, "us")


def _values(history: History, column: str) -> np.ndarray:
    """Return a column of numbers, or of text with None for null."""
    if column in NUMBERS:
        return history.number(column)
    names = np.array([*history.names_of(column), None], dtype=object)
    return np.asarray(names[history.code(column)])
