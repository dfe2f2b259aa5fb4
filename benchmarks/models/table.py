"""All contenders of a question, pooled over its windows, as a table in Markdown."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.models.contenders import OURS, Judged
from patron.models import metrics

Array = np.ndarray[Any, Any]
Metric = Callable[..., float]
# Pooled metrics with an interval of the difference, and whether more is better.
COMPARED: dict[str, dict[str, tuple[Metric, str]]] = {
    "auc": {"AUC": (metrics.auc, ".4f"), "top-decile lift": (metrics.top_decile_lift, ".2f")},
    "gini": {
        "Gini": (metrics.normalised_gini, ".4f"),
        "Spearman": (metrics.spearman, ".4f"),
        "R²": (metrics.r2, ".3f"),
        "MAE": (metrics.mae, ".2f"),
    },
}


def table(title: str, kind: str, windows: Sequence[Judged], samples: int) -> str:
    """Return the table of one question.

    Parameters
    ----------
    title
        Of the table.
    kind
        Decisive metric of the task: ``auc`` or ``gini``.
    windows
        What was answered at each test cutoff.
    samples
        Bootstrap samples of customers.
    """
    compared = COMPARED[kind]
    further = (
        ["AUC within a window", "calibration error"]
        if kind == "auc"
        else ["total", "error of the total"]
    )
    lines = ["| " + " | ".join(["", *compared, *further]) + " |"]
    lines.append("| --- |" + " --- |" * (len(compared) + len(further)))
    for name in windows[0].answers:
        cells = [_compared(one, form, windows, name, samples) for one, form in compared.values()]
        cells += _calibration(windows, name) if kind == "auc" else _totals(windows, name)
        lines.append("| " + " | ".join([name, *cells]) + " |")
    rows = sum(len(one.truth) for one in windows)
    notes = [f"{len(windows)} windows, {rows:,} answers of {_customers(windows):,} customers."]
    if windows[0].interval is not None:
        notes.append(f"The 80 % interval holds {_coverage(windows):.1%} of the true amounts.")
    return f"#### {title}\n\n{' '.join(notes)}\n\n" + "\n".join(lines) + "\n"


def _compared(one: Metric, form: str, windows: Sequence[Judged], name: str, samples: int) -> str:
    """Return a pooled metric, and how far ours is from it with the interval of 95 %."""
    truth, customer = (
        np.concatenate([getattr(window, part) for window in windows])
        for part in ("truth", "customer")
    )
    ours, theirs = (
        np.concatenate([window.answers[who] for window in windows]) for who in (OURS, name)
    )
    value = format(one(truth, theirs), form)
    if name == OURS:
        return f"**{value}**"
    found = metrics.bootstrap_difference(
        one, truth, ours, theirs, seed=0, samples=samples, customers=customer
    )
    low, high = (format(bound, "+" + form) for bound in (found.low, found.high))
    return f"{value} (patron {found.difference:+{form}}, {low} to {high})"


def _calibration(windows: Sequence[Judged], name: str) -> list[str]:
    answers = np.concatenate([window.answers[name] for window in windows])
    truth = np.concatenate([window.truth for window in windows])
    within = np.mean([metrics.auc(window.truth, window.answers[name]) for window in windows])
    if answers.min() < 0 or answers.max() > 1:
        return [f"{within:.4f}", ""]
    return [f"{within:.4f}", f"{metrics.expected_calibration_error(truth, answers):.3f}"]


def _totals(windows: Sequence[Judged], name: str) -> list[str]:
    ratios = [metrics.total_ratio(window.truth, window.answers[name]) for window in windows]
    error = np.mean([abs(ratio - 1) for ratio in ratios])
    return [" / ".join(f"{ratio:.2f}" for ratio in ratios), f"{error:.1%}"]


def _coverage(windows: Sequence[Judged]) -> float:
    truth = np.concatenate([window.truth for window in windows])
    low, high = np.concatenate([one.interval for one in windows if one.interval is not None]).T
    return metrics.interval_coverage(truth, low, high)


def _customers(windows: Sequence[Judged]) -> int:
    return len(np.unique(np.concatenate([window.customer for window in windows])))
