"""What is known of customers beside what they did: demographics, CRM fields, overlays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

# Relations are facts too: these, and the relation, are their names for those who have it to
# somebody, and for those whom somebody has it to.
RELATION_TO, RELATION_OF = "relation to: ", "relation of: "


@dataclass(frozen=True)
class Attributes:
    """Facts about customers, each from the moment it was known.

    Parameters
    ----------
    owner, name, value, known_at
        One element a fact: the customer's number, the number of the attribute's name, the
        number of its value, and microseconds since 1970; in order of owner and known_at.
    names, values
        What the numbers stand for.
    known_until
        Microseconds since 1970 from which on the fact no longer holds, because whom it is about
        became part of another customer; None if none ends so.
    """

    owner: np.ndarray
    name: np.ndarray
    value: np.ndarray
    known_at: np.ndarray
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    known_until: np.ndarray | None = None

    @classmethod
    def none(cls) -> "Attributes":
        """Return no facts at all."""
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, nothing, nothing)

    def take(self, start: int, stop: int) -> "Attributes":
        """Return the facts of the customers from number `start` up to `stop`, renumbered."""
        a, z = np.searchsorted(self.owner, [start, stop])
        part = slice(a, z)
        return Attributes(
            self.owner[part] - start,
            self.name[part],
            self.value[part],
            self.known_at[part],
            self.names,
            self.values,
            None if self.known_until is None else self.known_until[part],
        )

    def known(self, name: str, owners: np.ndarray, cutoffs: np.ndarray) -> np.ndarray:
        """Return the number of the value known of each owner at each cutoff, -1 for none.

        Parameters
        ----------
        name
            Name of the attribute.
        owners, cutoffs
            Customer number and time in microseconds, shape (n,) each.
        """
        found = np.full(len(owners), -1)
        owner, known_at, value = self._facts(name)
        for at, first, seen in _seen_by(cutoffs, owners, owner, known_at):
            some = seen > 0
            found[at[some]] = value[first[some] + seen[some] - 1]
        return found

    def changes(
        self, name: str, owners: np.ndarray, cutoffs: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return how often the value of an attribute had become another one, and when last.

        The first value known is no change, nor is the same value told again.

        Parameters
        ----------
        name
            Name of the attribute.
        owners, cutoffs
            Customer number and time in microseconds, shape (n,) each.

        Returns
        -------
        tuple
            Number of changes by each cutoff, and the time of the last one in microseconds, NaN
            where there was none; shape (n,) each.
        """
        owner, known_at, value = self._facts(name)
        # Of several facts of one moment the last holds, so the others were never seen.
        final = np.append((owner[1:] != owner[:-1]) | (known_at[1:] != known_at[:-1]), True)
        held = np.flatnonzero(final[: len(owner)])
        owner, known_at, value = owner[held], known_at[held], value[held]
        turned = np.flatnonzero((owner[1:] == owner[:-1]) & (value[1:] != value[:-1])) + 1
        owner, known_at = owner[turned], known_at[turned]
        count, last = np.zeros(len(owners)), np.full(len(owners), np.nan)
        for at, first, seen in _seen_by(cutoffs, owners, owner, known_at):
            count[at] = seen
            some = seen > 0
            last[at[some]] = known_at[first[some] + seen[some] - 1]
        return count, last

    def different(
        self, names: Sequence[str], owners: np.ndarray, cutoffs: np.ndarray
    ) -> np.ndarray:
        """Return how many different values of some attributes had been known, shape (n,).

        A value that has ended, as a relation does to a customer who is part of another one now,
        no longer counts.

        Parameters
        ----------
        names
            Names of the attributes; their values count together.
        owners, cutoffs
            Customer number and time in microseconds, shape (n,) each.
        """
        wanted = [self.names.index(name) for name in names if name in self.names]
        mine = np.flatnonzero(np.isin(self.name, wanted))
        mine = mine[np.lexsort((self.known_at[mine], self.value[mine], self.owner[mine]))]
        owner, value = self.owner[mine], self.value[mine]
        other = np.append(True, (owner[1:] != owner[:-1]) | (value[1:] != value[:-1]))
        first = np.flatnonzero(other[: len(mine)])
        owner, known_at = owner[first], self.known_at[mine[first]]
        count = np.zeros(len(owners))
        for at, _, seen in _seen_by(cutoffs, owners, owner, known_at):
            count[at] = seen
        if self.known_until is not None and len(first):
            ends = np.maximum.reduceat(self.known_until[mine], first)
            order = np.lexsort((ends, owner))
            for at, _, ended in _seen_by(cutoffs, owners, owner[order], ends[order]):
                count[at] -= ended
        return count

    def _facts(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return owner, known_at and value of the facts of one name, in that order."""
        if name not in self.names:
            nothing = np.zeros(0, np.int64)
            return nothing, nothing, nothing
        mine = self.name == self.names.index(name)
        owner, known_at, value = self.owner[mine], self.known_at[mine], self.value[mine]
        order = np.lexsort((known_at, owner))
        return owner[order], known_at[order], value[order]


def _seen_by(
    cutoffs: np.ndarray, owners: np.ndarray, owner: np.ndarray, known_at: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield, by cutoff: the rows asked at it, their owner's first fact, and how many were known.

    The facts are in order of owner and time; they are counted over both at once.
    """
    start = np.searchsorted(owner, owners, side="left")
    end = np.searchsorted(owner, owners, side="right")
    for cutoff in np.unique(cutoffs):
        visible = np.concatenate([[0], np.cumsum(known_at <= cutoff)])
        at = np.flatnonzero(cutoffs == cutoff)
        yield at, start[at], visible[end[at]] - visible[start[at]]
