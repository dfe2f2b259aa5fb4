from datetime import UTC, datetime

import numpy as np
import pytest

from patron.explain import Phrasing, Segment
from patron.models import Model
from patron.pipeline.segments import told_segments
from patron.schema import SCORES

NOW = datetime(2024, 6, 1, tzinfo=UTC)
BOTH = Segment((("how often", 0.2),), "2 visits or less", 0.5, 0.9, np.array([True, True, False]))


def scores(task, **said):
    rows = [{"customer_id": who, "score": score} for who, score in said.items()]
    return SCORES.of([{"cutoff": NOW, "task": task, "model": "m", **row} for row in rows])


def test_what_is_at_stake_is_risk_times_value_and_a_loss_is_nought():
    import pyarrow as pa

    own = scores("churn", ann=0.5, bob=0.25, cem=0.1)
    every = pa.concat_tables([own, scores("lifetime_value", ann=100.0, bob=-40.0)])
    phrasing = Phrasing((), Model("churn", "churn", "", None, (), (), 30.0, NOW))
    assert told_segments([BOTH], phrasing, own, every) == [
        {
            "customers": 2,
            "mean": 0.375,
            "stake": pytest.approx(50.0),
            "ideas": [["how often", "20 points more risk"]],
            "rule": "2 visits or less",
            "within": 0.5,
            "caught": 0.9,
        }
    ]


def test_of_a_value_nothing_is_at_stake():
    own = scores("lifetime_value", ann=1.0, bob=3.0, cem=9.0)
    model = Model("lifetime_value", "lifetime_value", "", None, (), (), 30.0, NOW)
    [told] = told_segments([BOTH], Phrasing((), model, "EUR"), own, own)
    assert (told["mean"], told["stake"]) == (2.0, None)
