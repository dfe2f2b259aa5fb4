from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from patron.errors import ModelError
from patron.pipeline import score
from patron.pipeline.score import GRANTS_QUERY, _items
from patron.schema import CONSENTS, CUSTOMERS, SCORES
from patron.tasks.next_offer import NextOffer


def test_without_a_champion_nothing_is_scored(built):
    with pytest.raises(
        ModelError, match=r"ws has no champion for any task; run `patron -w .* train`"
    ):
        score(built.workspace)
    assert built.workspace.lake.read(SCORES).num_rows == 0


def test_a_price_is_what_takers_paid_in_the_last_horizon(history_of, day):
    history = history_of(
        {"who": "ann", "at": "2024-02-20", "item": "tea", "amount": 3.0},
        {"who": "ann", "at": "2024-02-21", "item": "tea", "amount": 4.0},
        {"who": "bob", "at": "2024-02-22", "item": "tea", "amount": 5.0},
        {"who": "bob", "at": "2023-02-22", "item": "rum", "amount": 9.0},
        {"who": "bob", "at": "2024-02-22", "item": "ale", "kind": "visit"},
    )
    moment = day("2024-03-01")
    task = NextOffer(name="next", horizon=timedelta(days=30))
    owned, prices = _items(history.upto(moment), task, moment)
    assert prices.to_pylist() == [{"item": "tea", "price": (3 + 4 + 5) / 2}]
    assert {tuple(row.values()) for row in owned.to_pylist()} == {
        ("ann", "tea"), ("bob", "tea"), ("bob", "rum"),
    }  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
def test_of_two_answers_about_consent_at_one_moment_the_no_holds(first):
    at = datetime(2024, 1, 1, tzinfo=UTC)
    said = {"source": "crm", "channel": "email", "known_at": at}
    names, answers = ("a1", "a2"), (first, not first)
    consents = CONSENTS.of(
        {**said, "account": name, "granted": answer}
        for name, answer in zip(names, answers, strict=True)
    )
    owned = CUSTOMERS.of(
        {"source": "crm", "account": name, "customer_id": "ann", "known_at": at} for name in names
    )
    with duckdb.connect() as connection:
        connection.register("consents", consents)
        connection.register("current_customers", owned)
        found = connection.execute(GRANTS_QUERY.format(as_of=2**60)).fetchall()
    assert found == [("ann", "email", False)]
