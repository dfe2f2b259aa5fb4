"""One formula that answers beside the trees."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import factorial
from typing import Any, Self

import numpy as np

from patron.catalog import kinds
from patron.config import build
from patron.models.formula import Formula

# A probability nearer to 0 or 1 than this has no log odds worth the name.
LEAST_P = 1e-6
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Member:
    """A formula that has learnt, and where it finds its columns.

    Parameters
    ----------
    formula
        What it is.
    places
        Number of each column among the estimator's features.
    learnt
        What `Formula.learn` returned.
    reference
        Median of each column, which contributions are counted from; shape (k,).
    weight
        What its answers are multiplied by, 0 or more.
    """

    formula: Formula
    places: tuple[int, ...]
    learnt: Mapping[str, Any]
    reference: tuple[float, ...]
    weight: float = 0.0

    @classmethod
    def of(
        cls,
        formula: Formula,
        places: tuple[int, ...],
        horizon_days: float,
        X: np.ndarray,
        y: np.ndarray,
        now: np.ndarray,
    ) -> Self:
        """Return the member that learnt from rows `X`, their labels `y`, and the rows of `now`.

        Raises
        ------
        ModelError
            If the formula cannot learn from them.
        """
        past, asked = (_named(formula, rows[:, list(places)]) for rows in (X, now))
        learnt = formula.learn(past, y, asked, horizon_days)
        columns = now[:, list(places)]
        # A column without any value has no median.
        known = np.where(np.isnan(columns).all(axis=0), 0.0, columns)
        return cls(formula, places, learnt, tuple(np.nanmedian(known, axis=0).tolist()))

    def answer(self, X: np.ndarray) -> np.ndarray:
        """Return what the formula says of each row of `X` (n, features), shape (n,)."""
        return self.formula.apply(self.learnt, _named(self.formula, X[:, list(self.places)]))

    def said(self, X: np.ndarray, logit: bool) -> np.ndarray:
        """Return what the formula adds before it is weighted: money, or its log odds."""
        return self._said_of(X[:, list(self.places)], logit)

    def explained(self, X: np.ndarray, logit: bool) -> tuple[np.ndarray, np.ndarray, float]:
        """Return what `said` says, what each feature adds to its weighted answer, and to what.

        Parameters
        ----------
        X
            Features, shape (n, k).
        logit
            Whether log odds are asked for rather than the answer itself.

        References
        ----------
        Shapley (1953), "A Value for n-Person Games": exact, over all subsets of the columns; a
        column that is not in the subset has its reference value.
        """
        said, shares = np.empty(len(X)), np.zeros(X.shape)
        # Where nothing is known, whatever the row.
        base = self._said_of(np.array([self.reference]), logit)[0] if not len(X) else 0.0
        for start in range(0, len(X), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            game = self._game(X[rows][:, list(self.places)], logit)
            said[rows], base = game[-1], game[0, 0]
            with_it, without, orders = _subsets(len(self.places))
            # Added up one after the other, so that a row is answered alone as among many.
            adds = np.cumsum(orders * (game[with_it] - game[without]), axis=1)[:, -1]
            shares[rows, self.places] = self.weight * adds.T
        return said, shares, float(self.weight * base)

    def _game(self, columns: np.ndarray, logit: bool) -> np.ndarray:
        """Return what is said where only some columns are known, shape (2^width, n).

        One bit a column says whether it is; all subsets are answered at once.
        """
        width = columns.shape[1]
        asked = np.where(_known(width), columns, self.reference)
        return self._said_of(asked.reshape(-1, width), logit).reshape(2**width, len(columns))

    def _said_of(self, columns: np.ndarray, logit: bool) -> np.ndarray:
        said = self.formula.apply(self.learnt, _named(self.formula, columns))
        if not logit:
            return np.asarray(np.maximum(said, 0.0))
        p = np.clip(said, LEAST_P, 1 - LEAST_P)
        return np.asarray(np.log(p / (1 - p)))

    def facts(self) -> dict[str, Any]:
        """Return the member as JSON takes it."""
        kind = type(self.formula).__module__.rpartition(".")[2]
        return {
            "formula": {"type": kind, **self.formula.model_dump(mode="json")},
            "places": list(self.places),
            "learnt": self.learnt,
            "reference": list(self.reference),
            "weight": self.weight,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Return the member that `facts` returned."""
        formula = build(facts["formula"], kinds(Formula, "patron.models"), "The stored model")
        places, reference = tuple(facts["places"]), tuple(facts["reference"])
        return cls(formula, places, facts["learnt"], reference, float(facts["weight"]))


@cache
def _known(width: int) -> np.ndarray:
    """Return of each subset of so many columns which are in it, shape (2^width, 1, width)."""
    return (np.arange(2**width)[:, None, None] >> np.arange(width)) & 1 > 0


@cache
def _subsets(width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of each column the subsets with it, the same without it, and their shares.

    A subset's share is that of all orders of the columns that lead there. Shape
    (width, 2^(width - 1)) the first two, and one axis more the last.
    """
    subsets = np.arange(2**width)
    without = np.array([subsets[subsets >> column & 1 == 0] for column in range(width)])
    sizes = np.array([[int(subset).bit_count() for subset in row] for row in without])
    orders = [factorial(n) * factorial(width - n - 1) / factorial(width) for n in range(width)]
    with_it = without + (1 << np.arange(width))[:, None]
    return with_it, without, np.array(orders)[sizes][:, :, None]


def _named(formula: Formula, columns: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(formula.columns(), columns.T, strict=True))
