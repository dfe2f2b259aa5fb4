"""What all customers together will bring, so that the sum of the answers is right."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from patron.errors import ModelError
from patron.models import Formula
from patron.training.frame import Frame

MICROSECONDS_A_DAY = 86_400_000_000
# A formula was off by at least so much (a hundredth), whatever few windows say.
LEAST_SPREAD = 0.01


def forecast_total(
    past: Frame, now: Frame, formulas: Sequence[Formula], horizon_days: float
) -> float | None:
    """Return what the customers of `now` are expected to bring together, or None if unknown.

    How far each formula's total was off at the cutoffs of the past says how far it will be off
    now: a cutoff one horizon older counts half. The formulas' totals, so mended, are combined in
    logarithms, each by how steadily it was off (Bates and Granger, 1969).

    Parameters
    ----------
    past
        Rows of cutoffs whose windows are over by the cutoff of `now`.
    now
        Everybody asked about; labels are not looked at.
    formulas
        Naive formulas, whose answers need not be in money: only their ratio to it must be steady.
    horizon_days
        How many days ahead the question looks.

    References
    ----------
    Bates, Granger (1969), "The Combination of Forecasts", Operational Research Quarterly 20.
    """
    logs, weights = [], []
    for formula in formulas:
        total = _total(formula, past, now, horizon_days)
        ages, ratios = _ratios(formula, past, horizon_days)
        if total <= 0 or not len(ratios):
            continue
        counts = 0.5 ** (ages / horizon_days)
        mean = float(np.average(ratios, weights=counts))
        spread = float(np.average((ratios - mean) ** 2, weights=counts)) + LEAST_SPREAD**2
        logs.append(np.log(total) + mean)
        weights.append(1 / spread)
    return float(np.exp(np.average(logs, weights=weights))) if logs else None


def _ratios(
    formula: Formula, past: Frame, horizon_days: float
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the age in days of each cutoff, and the log of the true total by the formula's."""
    newest = past.cutoff.max()
    ages, ratios = [], []
    for cutoff in np.unique(past.cutoff):
        rows = past.at([cutoff])
        said, true = _total(formula, rows, rows, horizon_days), float(rows.label.sum())
        if said > 0 and true > 0:
            ages.append((newest - cutoff) / MICROSECONDS_A_DAY)
            ratios.append(np.log(true / said))
    return np.array(ages), np.array(ratios)


def _total(formula: Formula, past: Frame, now: Frame, horizon_days: float) -> float:
    """Return the sum of a formula's answers, 0 where it cannot be fitted."""
    columns = formula.columns()
    try:
        answers = formula.answer(
            {name: past.columns[name] for name in columns},
            past.label,
            {name: now.columns[name] for name in columns},
            horizon_days,
        )
    except ModelError:
        return 0.0
    return float(np.sum(answers))
