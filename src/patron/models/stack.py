"""Formulas that answer beside the trees, each with a weight of its own.

A stack is a weighted sum of several answers to one question. The weights are never below 0, so
that no answer is turned round, and are learnt on a later window than the answers.

References
----------
Wolpert (1992), "Stacked generalization", Neural Networks 5; Breiman (1996), "Stacked regressions",
Machine Learning 24.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from patron.errors import ModelError
from patron.models.formula import Formula
from patron.models.stack_member import Member

# Shapley values take 2^k answers of a formula of k columns.
MOST_COLUMNS = 6


@dataclass(frozen=True)
class Stack:
    """The members that answer beside an estimator; without any it adds nothing.

    Parameters
    ----------
    members
        The formulas with their weights.
    horizon_days
        How many days ahead the question looks.
    logit
        Whether the members say probabilities, whose log odds add up; otherwise money does.
    """

    members: tuple[Member, ...] = ()
    horizon_days: float = 0.0
    logit: bool = False

    @classmethod
    def of(
        cls,
        formulas: Sequence[Formula],
        columns: Sequence[str],
        horizon_days: float,
        logit: bool,
        X: np.ndarray,
        y: np.ndarray,
        now: np.ndarray,
    ) -> Self:
        """Return the stack of those formulas that can answer; their weights are 0.

        A formula is left out if it says so itself, looks at a column that the estimator does not
        have or at more than 6, cannot learn from these rows, or does not say a probability where
        one is asked for.

        Parameters
        ----------
        formulas, columns
            Who may answer, and the names of the features.
        X, y, now
            Rows to learn from, their labels, and rows of the newest cutoff.
        """
        members = []
        for formula in formulas:
            wanted = formula.columns()
            fits = len(wanted) <= MOST_COLUMNS and set(wanted) <= set(columns)
            if not (fits and formula.may_stand_beside):
                continue
            places = tuple(columns.index(name) for name in wanted)
            try:
                member = Member.of(formula, places, horizon_days, X, y, now)
            except ModelError:
                continue
            if not logit or _are_probabilities(member.answer(now)):
                members.append(member)
        return cls(tuple(members), horizon_days, logit)

    def learn_anew(self, X: np.ndarray, y: np.ndarray, now: np.ndarray) -> "Stack":
        """Return the stack, its members learnt from other rows; their weights stay."""
        members = []
        for member in self.members:
            try:
                fresh = Member.of(member.formula, member.places, self.horizon_days, X, y, now)
            except ModelError:
                fresh = member
            members.append(replace(fresh, weight=member.weight))
        return replace(self, members=tuple(members))

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas of the members."""
        return tuple(member.formula for member in self.members)

    def said(self, X: np.ndarray) -> np.ndarray:
        """Return what each member says, without its weight; shape (n, members).

        Log odds, or money, of which nobody is said to bring less than 0.
        """
        said = [member.said(X, self.logit) for member in self.members]
        return np.column_stack(said) if said else np.zeros((len(X), 0))

    def weighted(self, weights: Sequence[float]) -> "Stack":
        """Return the stack with other weights, one a member."""
        pairs = zip(self.members, weights, strict=True)
        return replace(self, members=tuple(replace(one, weight=float(w)) for one, w in pairs))

    def sum(self, X: np.ndarray) -> np.ndarray:
        """Return the weighted sum of what the members say, shape (n,)."""
        # Member by member, so that a row is answered alone as among many.
        total = np.zeros(len(X))
        for one, said in zip(self.members, self.said(X).T, strict=True):
            total += one.weight * said
        return total

    def explained(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """Return `sum`, what each feature adds to it, shape (n, k), and what they add it to."""
        total, steps, base = np.zeros(len(X)), np.zeros(X.shape), 0.0
        for member in self.members:
            said, more, at = member.explained(X, self.logit)
            total += member.weight * said
            steps, base = steps + more, base + at
        return total, steps, base

    def facts(self) -> dict[str, Any]:
        """Return the stack as JSON takes it."""
        members = [member.facts() for member in self.members]
        return {"members": members, "horizon_days": self.horizon_days, "logit": self.logit}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Return the stack that `facts` returned."""
        members = tuple(Member.from_facts(one) for one in facts["members"])
        return cls(members, float(facts["horizon_days"]), bool(facts["logit"]))


def _are_probabilities(said: np.ndarray) -> bool:
    return bool(np.all((said >= 0) & (said <= 1)) and np.ptp(said) > 0)
