"""How good a model is: one number per question, and an interval for a difference.

Every metric is a function ``metric(y, score, weights=None)``, where a row of weight 2 counts as
two rows; it is NaN where it has no meaning, such as the AUC of labels that are all alike.
"""

from patron.models.metrics.bootstrap import (
    Difference,
    Interval,
    bootstrap_difference,
    bootstrap_interval,
)
from patron.models.metrics.drift import Drift, stability
from patron.models.metrics.probability import (
    average_precision,
    brier,
    expected_calibration_error,
    log_loss,
)
from patron.models.metrics.ranking import coverage_at_k, hit_rate_at_k, ndcg_at_k, recall_at_k
from patron.models.metrics.separation import auc, normalised_gini, spearman, top_decile_lift
from patron.models.metrics.share import mean_interval, share_interval
from patron.models.metrics.uplift import qini, uplift_at
from patron.models.metrics.value import interval_coverage, mae, mean, r2, total_ratio

__all__ = [
    "Difference",
    "Drift",
    "Interval",
    "auc",
    "average_precision",
    "bootstrap_difference",
    "bootstrap_interval",
    "brier",
    "coverage_at_k",
    "expected_calibration_error",
    "hit_rate_at_k",
    "interval_coverage",
    "log_loss",
    "mae",
    "mean",
    "mean_interval",
    "ndcg_at_k",
    "normalised_gini",
    "qini",
    "r2",
    "recall_at_k",
    "share_interval",
    "spearman",
    "stability",
    "top_decile_lift",
    "total_ratio",
    "uplift_at",
]
