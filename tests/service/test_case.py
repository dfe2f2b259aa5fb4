from datetime import UTC, datetime

import numpy as np
import pytest

from patron.explain import Reason
from patron.live import Published
from patron.service.case import Case
from patron.service.champions import Champion, Champions
from patron.service.found import Found
from patron.service.said import Said

AS_OF = datetime(2024, 5, 1, tzinfo=UTC)
PUBLISHED = Published(3, int(AS_OF.timestamp()) * 1_000_000, "shop", {}, {})
REASON = Reason("habit", 0.125, "3 visits")


@pytest.fixture
def case(shop):
    """Return what is said of Ann, by numbers that can be checked by head."""
    by_kind = {
        task: Champion(model, f"{task}-1", (), np.arange(0)) for task, model in shop.models.items()
    }
    said = {
        "churn": {"ann": Said(0.5, None, None, 80.0, "medium", 0.25, [REASON])},
        "lifetime_value": {"ann": Said(40.0, 30.0, 60.0, 95.0, "high", 10.0, [REASON])},
    }
    return Case(
        Champions("b1", "EUR", (), by_kind),
        Found(PUBLISHED, PUBLISHED.as_of, ["ann"], [], {"ann": {}}),
        said,
    )


def test_the_score_of_churn_is_a_hundred_times_the_probability(case):
    answer = case.churn("ann")
    assert (answer.score, answer.probability, answer.percentile) == (50.0, 0.5, 80.0)
    assert (answer.model, answer.bundle, answer.data_version) == ("churn-1", "b1", 3)
    assert answer.as_of == AS_OF
    assert [one.model_dump() for one in answer.reasons] == [REASON._asdict()]


def test_the_score_of_lifetime_value_is_the_percentile(case):
    answer = case.lifetime_value("ann")
    assert (answer.score, answer.value, answer.low, answer.high) == (95.0, 40.0, 30.0, 60.0)
    assert answer.currency == "EUR"


def test_the_rest_is_what_the_reasons_do_not_tell(case):
    churn, value = case.explained("ann", with_offer=True).explanations
    assert (churn.base, churn.rest, churn.unit) == (0.25, 0.125, "probability")
    assert (value.base, value.rest, value.unit) == (10.0, 29.875, "EUR")
