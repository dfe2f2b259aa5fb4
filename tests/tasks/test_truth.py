from datetime import timedelta

import numpy as np
import pytest

from patron.errors import CutoffError
from patron.tasks import make_labels, true_answers
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue
from patron.tasks.next_offer import NextOffer

MONTH = timedelta(days=30)
CHURN = Churn(name="churn", horizon=MONTH)


@pytest.fixture
def merged(history_of):
    """Return the history of ann, who was also web until the tenth of March, and of bob."""
    before = {"who": "web", "at": "2024-01-01", "item": "tea", "amount": 1.0}
    during = {"who": "web", "at": "2024-03-05", "item": "tea", "amount": 2.0}
    return history_of(
        {"who": "ann", "at": "2024-02-01", "item": "ham", "amount": 4.0},
        {"who": "bob", "at": "2024-02-01", "item": "ham", "amount": 8.0},
        before,
        during,
        {**before, "who": "ann", "known": "2024-03-10"},
        {**during, "who": "ann", "known": "2024-03-10"},
        {"who": "ann", "at": "2024-03-20", "item": "rum", "amount": 16.0},
        {"who": "end", "at": "2024-06-01", "kind": "visit"},
        former=[("web", "ann", "2024-03-10")],
    )


def labels(history, task, *cutoffs):
    told = make_labels(history, task, cutoffs).to_pylist()
    return [(row["customer_id"], row["item"], row["label"]) for row in told]


def test_who_is_asked_about_is_who_there_was_and_the_answer_is_the_persons(merged, day):
    early, late = day("2024-03-01"), day("2024-03-10")
    stays = [("ann", None, 0.0), ("bob", None, 1.0)]
    assert labels(merged, CHURN, early) == [*stays, ("web", None, 0.0)]
    assert labels(merged, CHURN, late) == stays
    value = LifetimeValue(name="value", horizon=MONTH)
    worth = [("ann", None, 18.0), ("bob", None, 0.0), ("web", None, 18.0)]
    assert labels(merged, value, early) == worth
    assert labels(merged, value, late) == [("ann", None, 16.0), ("bob", None, 0.0)]


def test_the_items_of_a_person_are_the_next_ones_of_each_customer_they_were(merged, day):
    task = NextOffer(name="next", horizon=MONTH)
    rum_and_tea = [("rum", 1.0), ("tea", 1.0)]
    expected = [(who, *one) for who in ("ann", "web") for one in rum_and_tea]
    assert labels(merged, task, day("2024-03-01")) == expected


def test_an_answer_that_lies_in_another_part_is_refused(merged, day):
    web = merged.of_customer("web")
    with pytest.raises(CutoffError, match="web became part of one who is not in this part"):
        true_answers(web, CHURN, np.array([0]), day("2024-03-01"))
