import pyarrow as pa
import pytest

from patron.world.grade import (
    grade_identity,
    grade_offers,
    grade_ranking,
    grade_scores,
    persons_of,
)
from patron.world.words import KINDS

CUSTOMERS = pa.table(
    {
        "source": ["crm"] * 4 + ["clicks"] * 2,
        "account": ["a", "b", "c", "d", "cookie:x", "cookie:y"],
        "customer_id": ["1", "1", "1", "2", "3", "4"],
    }
)
# a and b are one person, c and d another; the cookie y is a household's.
ACCOUNTS = pa.table(
    {
        "source": ["crm"] * 4 + ["clicks"] * 3,
        "account": ["a", "b", "c", "d", "cookie:x", "cookie:y", "cookie:y"],
        "person": [7, 7, 8, 8, 8, 7, 8],
    }
)


def values(found):
    return {one.measure: one.value for one in found}


def test_identity_is_graded_by_pairs_of_accounts():
    found = values(grade_identity(CUSTOMERS, ACCOUNTS))
    assert found == {
        "precision of pairs, accounts with a name": pytest.approx(1 / 3),
        "recall of pairs, accounts with a name": pytest.approx(1 / 2),
        "precision of pairs, all accounts": pytest.approx(1 / 3),
        "recall of pairs, all accounts": pytest.approx(1 / 4),
        "customers made of two people or more": 1,
    }


def test_a_customer_is_the_person_with_most_of_the_accounts():
    found = persons_of(CUSTOMERS, ACCOUNTS).sort_by("customer_id")
    assert found.to_pydict() == {"customer_id": ["1", "2", "3"], "person": [7, 8, 8]}


def scores(task, item, *score):
    ids = ["1", "2", "3"][: len(score)] if item is None else ["1"] * len(score)
    items = [None] * len(score) if item is None else item
    return pa.table(
        {
            "task": [task] * len(score),
            "customer_id": ids,
            "item": pa.array(items, pa.string()),
            "score": list(score),
        }
    )


PERSONS = pa.table({"customer_id": ["1", "2", "3"], "person": [7, 8, 9]})
EXPECTED = pa.table(
    {
        "person": [7, 8, 9],
        "p_leaves_8w": [0.1, 0.5, 0.2],
        "p_stays_away_8w": [0.2, 0.8, 0.5],
        "margin_seen_8w": [30.0, 10.0, 20.0],
        "came_margin_seen_8w": [20.0, 0.0, 40.0],
        "came_purchase_8w": [True, False, True],
        "came_left_8w": [False, True, False],
    }
)


def test_scores_are_held_against_what_was_to_be_expected():
    rows = pa.concat_tables(
        [scores("churn", None, 0.2, 0.7, 0.6), scores("lifetime_value", None, 40.0, 10.0, 25.0)]
    )
    found = values(grade_scores(rows, PERSONS, EXPECTED))
    assert found == {
        "AUC: who then bought nothing for 8 weeks": 1.0,
        "AUC: who has left, or left in these weeks": 1.0,
        "rank correlation with the true probability": pytest.approx(1),
        "mean score by mean true probability": pytest.approx(1),
        "rank correlation with the margin that came": pytest.approx(0.5),
        "rank correlation with the expected margin": pytest.approx(1),
        "sum of scores by sum of expected margins": pytest.approx(1.25),
    }


def test_a_ranking_is_held_against_tastes():
    kinds = [name for _, _, name in KINDS]
    shares = [[float(n) for n in range(len(kinds))]]
    tastes = pa.table(
        {"person": [7], "kinds": pa.array(shares, pa.list_(pa.float32(), len(kinds)))}
    )
    rows = scores("next_offer", kinds[:3], 0.1, 0.2, 0.3)
    [found] = grade_ranking(rows, PERSONS, tastes)
    assert (found.value, found.rows) == (pytest.approx(1), 1)
    assert grade_ranking(rows.slice(0, 0), PERSONS, tastes) == []


def test_offers_are_held_against_their_effect():
    decisions = pa.table(
        {"customer_id": ["1", "2", "3"], "offer": ["stay gift"] * 3, "value": [1.0, 2.0, 3.0]}
    )
    offers = pa.table(
        {
            "person": [7, 8, 9],
            "offer": ["stay gift"] * 3,
            "basket_value": [3.0, 2.0, 1.0],
            "stay_value": [0.0, 0.0, 0.0],
        }
    )
    [found] = grade_offers(decisions, PERSONS, offers)
    assert (found.measure, found.rows) == ("rank correlation with the true effect, stay gift", 3)
    assert found.value == pytest.approx(-1)
