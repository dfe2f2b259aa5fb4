from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from patron.service.records import Churn

GIVEN = {
    "customer_id": "c1",
    "as_of": datetime(2024, 1, 31, tzinfo=UTC),
    "task": "churn",
    "data_version": 1,
    "score": 25.0,
    "percentile": None,
    "band": None,
    "horizon_days": 28.0,
    "model": "churn-1",
    "bundle": "b1",
    "reasons": [{"idea": "how often", "contribution": 0.1, "sentence": "3 visits"}],
    "probability": 0.25,
    "sooner": [{"horizon_days": 7.0, "probability": 0.5}],
    "days_to_purchase": 9.5,
    "next_purchase_at": datetime(2024, 2, 9, tzinfo=UTC),
}


def test_an_answer_is_read_back_from_its_json_as_it_was():
    answer = Churn(**GIVEN)
    assert Churn.model_validate_json(answer.model_dump_json()) == answer


def test_a_probability_outside_0_to_1_is_no_answer():
    with pytest.raises(ValidationError, match="probability"):
        Churn(**{**GIVEN, "probability": 1.5})
