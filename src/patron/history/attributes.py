"""What is known of customers beside what they did: demographics, CRM fields, overlays."""

from dataclasses import dataclass

import numpy as np


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
    """

    owner: np.ndarray
    name: np.ndarray
    value: np.ndarray
    known_at: np.ndarray
    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

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
        if name not in self.names or not len(self.owner):
            return found
        mine = self.name == self.names.index(name)
        owner, known_at, value = self.owner[mine], self.known_at[mine], self.value[mine]
        # The last fact known by then: counted over owner and time at once.
        order = np.lexsort((known_at, owner))
        owner, known_at, value = owner[order], known_at[order], value[order]
        first = np.searchsorted(owner, owners, side="left")
        last = np.searchsorted(owner, owners, side="right")
        for cutoff in np.unique(cutoffs):
            visible = np.concatenate([[0], np.cumsum(known_at <= cutoff)])
            at = np.flatnonzero(cutoffs == cutoff)
            count = visible[last[at]] - visible[first[at]]
            some = count > 0
            found[at[some]] = value[first[at[some]] + count[some] - 1]
        return found
