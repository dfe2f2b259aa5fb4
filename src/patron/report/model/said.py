"""Say metrics, intervals and drift the same way in a model's report and on its card."""

from patron.models.metrics import Drift, Interval
from patron.models.review import Review
from patron.report.wording import is_known, label, number

# By common custom an index below the first is small, and from the second on large.
SMALL_DRIFT, LARGE_DRIFT = 0.1, 0.25
NAMES = {
    "auc": "AUC",
    "average_precision": "Average precision",
    "top_decile_lift": "Lift in the first tenth",
    "log_loss": "Log loss",
    "brier": "Brier score",
    "calibration_error": "Expected calibration error",
    "gini": "Normalised Gini",
    "mae": "Mean absolute error",
    "r2": "R²",
    "spearman": "Spearman's rank correlation",
    "total_ratio": "Predicted total over true total",
    "interval_coverage": "True value inside the 80 % interval",
}


def metric_name(metric: str) -> str:
    """Return a metric's name as data scientists write it, such as ``NDCG at 10 (new)``."""
    if metric in NAMES:
        return NAMES[metric]
    family, at, rest = metric.partition("_at_")
    if not at:
        return label(metric)
    k, _, part = rest.partition("_")
    family = family.upper() if family == "ndcg" else label(family)
    return f"{family} at {k}" + (f" ({part})" if part else "")


def interval(found: Interval | None, digits: int = 3) -> str:
    """Return a number with its bounds, such as ``0.812 (0.801 to 0.823)``."""
    if found is None or not is_known(found.value):
        return "too few to tell"
    value = number(found.value, digits)
    if not (is_known(found.low) and is_known(found.high)) or found.low == found.high:
        return value
    return f"{value} ({number(found.low, digits)} to {number(found.high, digits)})"


def digits_of(review: Review) -> int:
    """Return how many decimals an answer of the model needs: two for money."""
    return 2 if review.is_money else 3


def drift_said(found: Drift | None) -> str:
    """Return how large a drift is, and whether chance could explain it."""
    if found is None:
        return ""
    size = "small" if found.psi < SMALL_DRIFT else "large"
    if SMALL_DRIFT <= found.psi < LARGE_DRIFT:
        size = "moderate"
    chance = "" if found.is_beyond_chance else ", chance explains it"
    return f"{number(found.psi, 3)} ({size}{chance})"


def has_moved(found: Drift | None) -> bool:
    """Return whether a drift is more than small, and more than chance explains."""
    return found is not None and found.psi >= SMALL_DRIFT and found.is_beyond_chance
