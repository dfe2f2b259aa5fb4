"""What customers do under one treatment, learnt by boosted trees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from patron.models.calibration import sigmoid
from patron.models.trees import Rows, Trees, grow
from patron.models.uplift.experiment import Experiment


@dataclass(frozen=True)
class Outcome:
    """Expected outcome of a customer: a probability where all outcomes are 0 or 1."""

    trees: Trees
    is_yes_or_no: bool

    def expected(self, X: np.ndarray) -> np.ndarray:
        """Return the expected outcome for each row of `X` (n, f), shape (n,)."""
        raw = self.trees.raw(X)
        return sigmoid(raw) if self.is_yes_or_no else raw


def fit_outcome(
    params: Mapping[str, Any], X: np.ndarray, y: np.ndarray, is_yes_or_no: bool
) -> Outcome:
    """Return the outcome learnt by logistic loss for yes or no, by squared error else."""
    objective = "binary" if is_yes_or_no and 0 < y.mean() < 1 else "regression"
    trees = grow({**params, "objective": objective}, Rows(X, y))
    return Outcome(trees, objective == "binary")


def is_yes_or_no(y: np.ndarray) -> bool:
    """Return whether all outcomes are 0 or 1."""
    return bool(np.isin(y, (0.0, 1.0)).all())


def fit_outcomes(params: Mapping[str, Any], experiment: Experiment) -> list[Outcome]:
    """Return the outcome under each of 0 … k, each learnt from its own customers."""
    yes_or_no = is_yes_or_no(experiment.y)
    mine = [experiment.treatment == arm for arm in range(experiment.treatments + 1)]
    return [fit_outcome(params, experiment.X[rows], experiment.y[rows], yes_or_no) for rows in mine]


def draw_folds(treatment: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """Return a fold in ``0 … folds - 1`` for each row, each treatment spread evenly, (n,)."""
    mixed = np.random.default_rng(seed).permutation(len(treatment))
    by_arm = mixed[np.argsort(treatment[mixed], kind="stable")]
    fold = np.empty(len(treatment), np.int64)
    fold[by_arm] = np.arange(len(treatment)) % folds
    return fold


def out_of_fold(params: Mapping[str, Any], experiment: Experiment, fold: np.ndarray) -> np.ndarray:
    """Return the expected outcome under each of 0 … k, from models that never saw the row.

    Parameters
    ----------
    params
        LightGBM's parameters.
    experiment
        With n rows.
    fold
        Fold of each row, shape (n,); those of one fold are answered by what the others taught.

    Returns
    -------
    np.ndarray
        Expected outcomes, shape (n, k + 1).
    """
    expected = np.empty((len(experiment.y), experiment.treatments + 1))
    for held_out in np.unique(fold):
        mine = fold == held_out
        outcomes = fit_outcomes(params, experiment.rows(~mine))
        expected[mine] = np.column_stack([o.expected(experiment.X[mine]) for o in outcomes])
    return expected
