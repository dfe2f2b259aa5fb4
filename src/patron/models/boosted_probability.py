"""What the two estimators that answer with a probability share."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from patron.models.boosted import Boosted
from patron.models.calibration import Platt, fit_platt, shifts_of_windows, sigmoid
from patron.models.path_attribution import Parts, attribute_probability
from patron.models.stack_weights import fit_logit_weights
from patron.models.trees import Trees

SCORE = "score"


class BoostedProbability(Boosted):
    """One sum of trees whose raw score becomes a probability by Platt scaling.

    Without formulas beside them (`stand_beside`) the order of the raw scores is kept; with
    them, their log odds are added up, each with its weight.
    """

    # Rounds that `refit` takes; None takes as many as the trees have.
    rounds_: int | None = None

    def calibrate(self, X: Any, y: Any, earlier: Sequence[tuple[Self, Any, Any]] = ()) -> Self:
        """Return the estimator, its probabilities fitted to labels of later time windows.

        They stay as they are if all labels are alike or a higher raw score does not go with a
        likelier label. What is learnt from several windows is learnt within them: a rate that
        went up or down in between says nothing of who is likelier. `refit` will learn in the mean
        of the rounds at which the windows stopped.

        Parameters
        ----------
        X
            Features of the window after what the estimator learnt from, shape (n, k).
        y
            Labels, shape (n,).
        earlier
            Windows before that one, each as an estimator that learnt from what was over by then,
            its features and its labels. They count as much as the newest, so that an odd window
            does not rule. Left out are those beside whose trees other formulas stand, and those
            where nobody or everybody is positive.
        """
        windows = self._windows(X, y, earlier)
        self.rounds_ = round(sum(one._trees.rounds for one, *_ in windows) / len(windows))
        yes = [self._is_positive(y) for *_, y in windows]
        raw = [one._trees.raw(X)[:, None] for one, X, _ in windows]
        aligned, shift = _aligned(raw, yes)
        found = fit_platt(aligned[:, 0], np.concatenate(yes), self.calibration_)
        self.calibration_ = Platt(found.slope, float(found.slope * shift[0] + found.intercept))
        if self.stack_.members and self._tells(y):
            beside, shifts = _aligned([one.stack_.said(X) for one, X, _ in windows], yes)
            said = np.column_stack([found.logit(aligned[:, 0]), beside])
            intercept, (own, *others) = fit_logit_weights(said, np.concatenate(yes))
            slope, at_zero = self.calibration_.slope, self.calibration_.intercept
            intercept += float(shifts @ np.array(others))
            self.calibration_ = Platt(float(own * slope), float(own * at_zero + intercept))
            self.stack_ = self.stack_.weighted(others)
        return self

    def answer(self, X: Any) -> np.ndarray:
        """Return the probability of the positive label for each row of `X`, shape (n,)."""
        X = self._matrix(X)
        return sigmoid(self._logit(X, self.stack_.sum(X)))

    def interval(self, X: Any, answers: np.ndarray | None = None) -> None:
        """Return None: a probability already says how sure it is."""
        return

    def explain(self, X: Any) -> tuple[np.ndarray, np.ndarray, float]:
        """Return probabilities, contributions to them, shape (n, k), and the base probability."""
        X = self._matrix(X)
        raw, steps, base = self._trees.explain(X)
        total, more, beside = self.stack_.explained(X)
        whole = Parts(
            self.calibration_.slope * base + self.calibration_.intercept + beside,
            self.calibration_.slope * steps + more,
        )
        said = sigmoid(self.calibration_.logit(raw) + total)
        return said, *attribute_probability(whole)

    def _logit(self, X: np.ndarray, beside: np.ndarray) -> np.ndarray:
        """Return the log odds of each row, beside whose trees formulas say so much."""
        return np.asarray(self.calibration_.logit(self._trees.raw(X)) + beside)

    def _windows(
        self, X: Any, y: Any, earlier: Sequence[tuple[Self, Any, Any]]
    ) -> list[tuple[Self, np.ndarray, np.ndarray]]:
        """Return the windows that count, the newest last."""
        mine = self.stack_.formulas
        told = [
            (one, before, label)
            for one, before, label in earlier
            if one.stack_.formulas == mine and self._tells(label) and self._tells(y)
        ]
        return [(one, one._matrix(X), np.asarray(y)) for one, X, y in [*told, (self, X, y)]]

    def _is_positive(self, y: Any) -> np.ndarray:
        return np.asarray(y) > 0

    def _tells(self, y: Any) -> bool:
        return bool(0 < np.count_nonzero(self._is_positive(y)) < len(y))

    @property
    def _trees(self) -> Trees:
        return self.trees_by_name_[SCORE]


def _aligned(
    logits: Sequence[np.ndarray], yes: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log odds of all windows, each at its rate, and how far the newest moved."""
    shifts = shifts_of_windows(logits, yes)
    moved = [logit + shift for logit, shift in zip(logits, shifts, strict=True)]
    return np.concatenate(moved), shifts[-1]
