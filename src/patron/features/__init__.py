"""What was known about a customer at a cutoff."""

from patron.features.base import Feature, Tallied, Tally, WindowFeature
from patron.features.compute import (
    compute_features,
    feature_columns,
    feature_parts,
    needed_columns,
)
from patron.features.load import load_features
from patron.features.where import Where

__all__ = [
    "Feature",
    "Tallied",
    "Tally",
    "Where",
    "WindowFeature",
    "compute_features",
    "feature_columns",
    "feature_parts",
    "load_features",
    "needed_columns",
]
