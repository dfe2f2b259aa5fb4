"""Figures about some customers, added up from the sums that were published."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from patron.live.cells import Cells, Sums

# By name: numbers, and points of charts.
Figures = Mapping[str, Any]
BANDS = ("high", "medium", "low")
WHOLE = ("customers", "active", "scored", "valued", "offers")
MONEY = ("leaving", "value", "stake", "spent", "offered")


def figures_of(cells: Cells, chosen: Mapping[str, str]) -> Figures:
    """Return the figures about the customers who have the chosen value of each facet."""
    which = cells.fits(chosen)
    sums = cells.total(which)
    return {
        **{name: int(sums[name]) for name in WHOLE},
        **{name: float(sums[name]) for name in MONEY},
        "brought": float(sums["brought"]) if sums["known"] else None,
        "risks": _steps(sums),
        "bands": _bands(cells, chosen),
        "pareto": {name: _shares(sums, name) for name in ("spend", "margin")},
        "contacts": _points(sums, "contacts") if sums["offers"] else [],
        "months": [
            {"month": month, "customers": int(buyers), "spent": float(spent)}
            for month, buyers, spent in zip(
                cells.months, sums["buyers"], sums["bought"], strict=True
            )
        ],
        "moments": cells.moments,
    }


def _steps(sums: Sums) -> list[dict[str, Any]]:
    return [
        {"customers": int(customers), "stake": float(stake)}
        for customers, stake in zip(sums["risks"], sums["risks_sum"], strict=True)
    ]


def _bands(cells: Cells, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return customers, mean risk and stake of each band of risk, the riskiest first."""
    found = []
    for band in BANDS:
        of_band = cells.total(cells.fits(chosen) & cells.fits({"risk": band}))
        if of_band["scored"]:
            mean = float(of_band["leaving"] / of_band["scored"])
            told = {"customers": int(of_band["customers"]), "stake": float(of_band["stake"])}
            found.append({"band": band, "risk": mean, **told})
    return found


def _points(sums: Sums, name: str) -> list[list[float]]:
    """Return pairs of how many customers, those with most first, and the money of all of them."""
    some = sums[name] > 0
    number, money = np.cumsum(sums[name][some]), np.cumsum(sums[f"{name}_sum"][some])
    return [[0.0, 0.0], *([float(n), float(m)] for n, m in zip(number, money, strict=True))]


def _shares(sums: Sums, name: str) -> list[list[float]]:
    """Return pairs of the share of customers and of money; empty where there is no money."""
    points = np.array(_points(sums, name))
    whole = points[-1]
    return (points / whole).tolist() if whole[1] > 0 else []
