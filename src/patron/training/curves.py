"""How a model did on the window that judged it, as points for a chart."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Points = list[tuple[float, ...]]


def calibration_points(label: Array, answer: Array, bins: int = 10) -> Points:
    """Return (mean answer, mean label, n) of equally large groups in order of the answer."""
    order = np.argsort(answer, kind="stable")
    groups = [part for part in np.array_split(order, bins) if len(part)]
    return [(float(answer[g].mean()), float(label[g].mean()), float(len(g))) for g in groups]


def gain_points(label: Array, answer: Array, points: int = 50) -> Points:
    """Return (share of rows, share of the label's sum) among the rows with the highest answers."""
    order = np.argsort(-answer, kind="stable")
    caught = np.concatenate([[0.0], np.cumsum(np.maximum(label, 0.0)[order])])
    total = caught[-1] or 1.0
    at = np.unique(np.linspace(0, len(label), points + 1).round().astype(int))
    return [(float(n / max(len(label), 1)), float(caught[n] / total)) for n in at]


def draw(calibration: Points, gains: Points, formula_gains: Points, formula: str) -> dict[str, Any]:
    """Return matplotlib figures of a model's curves, by file name."""
    from matplotlib.figure import Figure

    figures: dict[str, Any] = {}
    if calibration:
        figure = Figure(figsize=(5, 4), layout="constrained")
        axes = figure.subplots()
        said, true = [p[0] for p in calibration], [p[1] for p in calibration]
        top = max([*said, *true])
        axes.plot([0, top], [0, top], color="0.7", linestyle="--", label="ideal")
        axes.plot(said, true, marker="o", label="model")
        axes.set(xlabel="said by the model (mean of the group)", ylabel="true (mean of the group)")
        axes.legend()
        figures["calibration.svg"] = figure
    if gains:
        figure = Figure(figsize=(5, 4), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="0.7", linestyle="--", label="at random")
        axes.plot([p[0] for p in gains], [p[1] for p in gains], label="model")
        if formula_gains:
            axes.plot([p[0] for p in formula_gains], [p[1] for p in formula_gains], label=formula)
        axes.set(xlabel="share of customers, highest first", ylabel="share caught")
        axes.legend()
        figures["gains.svg"] = figure
    return figures
