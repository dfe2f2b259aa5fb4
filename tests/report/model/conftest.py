"""What is known of a small model of churn."""

from datetime import UTC, datetime

import pytest

from patron.models.metrics import Drift, Interval
from patron.models.review import (
    Beside,
    Group,
    Moved,
    Review,
    Said,
    Split,
    Strength,
    Told,
    Window,
)


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


AUC = Interval(0.8, 0.78, 0.82)
RULE = Interval(0.7, 0.68, 0.72)


@pytest.fixture
def review():
    young = Group("young", 300, Interval(0.2, 0.16, 0.25), AUC, Interval(0.01, -0.04, 0.05),
                  Interval(0.12, 0.09, 0.16))  # fmt: skip
    old = Group("old", 50, Interval(0.5, 0.36, 0.64), None, Interval(-0.3, -0.44, -0.16),
                Interval(0.02, 0.0, 0.1))  # fmt: skip
    return Review(
        task="churn",
        kind="churn",
        model="churn-1",
        grade="A",
        strongest="recency rule",
        metric="auc",
        judged_at=day("2024-05-01"),
        horizon_days=28.0,
        learnt_at=(day("2024-01-01"), day("2024-04-03")),
        learnt=4_000,
        judged=350,
        looked_at=350,
        customers=350,
        beside=(
            Beside("auc", AUC, "recency rule", RULE, Interval(0.1, 0.08, 0.12)),
            Beside("brier", Interval(0.1, 0.1, 0.1), "", None, None),
        ),
        calibration=(
            Said(0.1, Interval(0.12, 0.1, 0.14), 175),
            Said(0.4, Interval(0.38, 0.3, 0.46), 175),
        ),
        error=Interval(0.02, 0.01, 0.04),
        gains=((0.0, 0.0), (0.5, 0.8), (1.0, 1.0)),
        formula_gains=((0.0, 0.0), (0.5, 0.7), (1.0, 1.0)),
        windows=(
            Window(day("2024-04-03"), 340, 3_000, 0.2, Interval(0.75, 0.73, 0.77), RULE, False),
            Window(day("2024-05-01"), 350, 4_000, 0.2, AUC, RULE, True),
        ),
        protected=(Split("age_band", (young, old)),),
        unknown=("gender",),
        strengths=(Strength("days", 0.05, 1.0, ((1.0, -0.02), (30.0, 0.04))),),
        moved=(Moved("days", Drift(0.3, 0.01), Drift(0.05, 0.01)),),
        score_moved=Moved("score", Drift(0.02, 0.05), None),
        features=(Told("days", "recency", "how recently", "bought … days ago", ("till.day",)),),
        params={"leaves": 7},
        versions={"history": 3},
    )
