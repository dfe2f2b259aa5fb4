"""A model with three features, of which two belong to one idea."""

from datetime import UTC, datetime

import pytest

from patron.features.count import Count
from patron.features.recency import Recency
from patron.features.total import Total
from patron.models import Model

FEATURES = (
    Count(name="visits", idea="how often they buy", kind="visit"),
    Count(name="purchases", idea="how often they buy", kind="purchase"),
    Recency(name="days", idea="how recently they bought", kind="purchase"),
    Total(name="spend", idea="how much they spend", kind="purchase"),
)


@pytest.fixture
def features():
    return FEATURES


@pytest.fixture
def model():
    """Return a model of the features; explaining asks nothing of its estimator."""
    names = tuple(feature.name for feature in FEATURES)
    until = datetime(2024, 1, 1, tzinfo=UTC)
    return Model("churn", "churn", "boosted_classifier", None, names, ({},) * 4, 30.0, until)
