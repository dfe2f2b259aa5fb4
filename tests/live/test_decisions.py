from concurrent.futures import ThreadPoolExecutor

import pytest

from patron.live.decisions import Decision


@pytest.fixture
def remember(store):
    store.prepare()

    def run(decision_id, at, customer_id="ann", subject="next_best_offer"):
        receipt = f'{{"of": "{decision_id}"}}'
        return store.remember_decision(
            Decision(decision_id, customer_id, subject, at, at + 10, receipt)
        ).decision_id

    return run


def test_a_decision_holds_for_everybody_until_it_ends(remember):
    assert remember("d1", 100) == "d1"
    assert remember("d2", 109) == "d1"
    assert remember("d3", 110) == "d3"
    assert remember("d4", 110, customer_id="bob") == "d4"
    assert remember("d5", 110, subject="retention") == "d5"


def test_its_receipt_is_given_back_to_the_byte(store, remember):
    remember("d1", 100)
    found = store.decision("d1")
    assert found == Decision("d1", "ann", "next_best_offer", 100, 110, '{"of": "d1"}')
    assert store.decision("d2") is None


def test_all_who_ask_at_once_are_told_the_same(remember):
    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(lambda number: remember(f"d{number}", 100), range(16)))
    assert len(told) == 1
